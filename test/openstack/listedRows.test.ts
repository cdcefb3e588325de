// The cases of listed rows on a real cloud.
import { describeListedRows } from '../e2e/listedRows.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const { release } = await readCloudFile();

describeListedRows(`OpenStack ${release}`, openRealWorld);
