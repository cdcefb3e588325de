// The cases about plans on a real cloud.
import { describePlans } from '../e2e/plans.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const { release } = await readCloudFile();

describePlans(`plans on OpenStack ${release}`, openRealWorld);
