// The cases about leftovers on the simulated cloud of both releases.
import { describeLeftovers } from './leftovers.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describeLeftovers('leftovers on simulated Zed', () => openSimulatedWorld({ release: 'zed' }));
describeLeftovers('leftovers on simulated 2025.1', () => openSimulatedWorld({ release: '2025.1' }));
