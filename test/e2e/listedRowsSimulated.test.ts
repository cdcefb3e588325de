// The cases of listed rows on the simulated clouds.
import { describeListedRows } from './listedRows.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describeListedRows('simulated Zed', () => openSimulatedWorld({ release: 'zed' }));
describeListedRows('simulated 2025.1', () => openSimulatedWorld({ release: '2025.1' }));
