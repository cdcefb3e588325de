// The end-to-end cases on the simulated 2025.1.
import { describeEndToEnd } from './endToEnd.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describeEndToEnd('simulated 2025.1', () => openSimulatedWorld({ release: '2025.1' }));
