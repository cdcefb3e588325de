// Migrations from pool to pool on the simulated cloud of both releases.
import { describePoolToPool } from './poolToPool.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describePoolToPool('pool to pool on simulated Zed', () => openSimulatedWorld({ release: 'zed' }));
describePoolToPool('pool to pool on simulated 2025.1', () => openSimulatedWorld({ release: '2025.1' }));
