// The strategies, from the view to the applied plan, on a real cloud.
import { describeStrategies } from '../e2e/strategies.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const { release } = await readCloudFile();

describeStrategies(`strategies on OpenStack ${release}`, openRealWorld);
