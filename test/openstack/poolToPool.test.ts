// Migrations from pool to pool on a real cloud.
import { describePoolToPool } from '../e2e/poolToPool.ts';
import { openRealWorld, readCloudFile } from './realWorld.ts';

const { release } = await readCloudFile();

describePoolToPool(`pool to pool on OpenStack ${release}`, openRealWorld);
