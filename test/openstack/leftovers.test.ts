// The cases about leftovers on a real cloud.
import { describeLeftovers } from '../e2e/leftovers.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const { release } = await readCloudFile();

describeLeftovers(`leftovers on OpenStack ${release}`, openRealWorld);
