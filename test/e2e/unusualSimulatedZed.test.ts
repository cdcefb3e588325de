// The cases about unusual volumes on the simulated Zed.
import { describeUnusual } from './unusual.ts';
import { simulatedStage } from './unusualSimulatedWorld.ts';

describeUnusual('simulated Zed', simulatedStage('zed'));
