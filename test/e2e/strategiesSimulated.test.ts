// The strategies, from the view to the applied plan, on the simulated cloud.
import { openSimulatedWorld } from './simulatedWorld.ts';
import { describeStrategies } from './strategies.ts';

describeStrategies('strategies on simulated Zed', () => openSimulatedWorld({ release: 'zed', stageMs: 10 }));
