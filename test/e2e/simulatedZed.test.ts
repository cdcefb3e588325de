// The end-to-end cases on the simulated Zed.
import { describeEndToEnd } from './endToEnd.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describeEndToEnd('simulated Zed', () => openSimulatedWorld({ release: 'zed' }));
