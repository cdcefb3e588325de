// The end-to-end cases on a real cloud.
import { describeEndToEnd } from '../e2e/endToEnd.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const { release } = await readCloudFile();

describeEndToEnd(`OpenStack ${release}`, openRealWorld);
