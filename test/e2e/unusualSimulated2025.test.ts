// The cases about unusual volumes on the simulated 2025.1.
import { describeUnusual } from './unusual.ts';
import { simulatedStage } from './unusualSimulatedWorld.ts';

describeUnusual('simulated 2025.1', simulatedStage('2025.1'));
