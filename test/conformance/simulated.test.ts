// The conformance suite on the simulated cloud of both releases.
import { describeConformance } from './describeConformance.ts';
import { openSimulatedWorld } from './simulatedWorld.ts';

describeConformance('the simulated Zed is as the real one', () => openSimulatedWorld('zed'));
describeConformance('the simulated 2025.1 is as the real one', () => openSimulatedWorld('2025.1'));
