import { describeCrashes } from './crashes.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describeCrashes('simulated Zed', () => openSimulatedWorld({ release: 'zed', stageMs: 40 }));
