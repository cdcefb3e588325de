// The crash cases on a real cloud.
import { describeCrashes } from '../e2e/crashes.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const { release } = await readCloudFile();

describeCrashes(`OpenStack ${release}`, openRealWorld);
