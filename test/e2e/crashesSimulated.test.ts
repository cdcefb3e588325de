// The crash cases on the simulated cloud.
import { describeCrashes } from './crashes.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describeCrashes('simulated Zed', () => openSimulatedWorld({ release: 'zed', stageMs: 40 }));
