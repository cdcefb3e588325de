import { describeEndToEnd } from '../e2e/endToEnd.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const { release } = await readCloudFile();

describeEndToEnd(`OpenStack ${release}`, openRealWorld);
