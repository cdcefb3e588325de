// The cases about plans on the simulated cloud.
import { describePlans } from './plans.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describePlans('plans on simulated Zed', () => openSimulatedWorld({ release: 'zed', stageMs: 20 }), 10);
