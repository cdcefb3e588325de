// The cases about unusual volumes on a real cloud: npm run test:unusual
import { describeUnusual } from '../e2e/unusual.ts';
import { readCloudFile } from './realWorld.ts';
import { realStage } from './unusualStage.ts';

const { release } = await readCloudFile();

describeUnusual(`OpenStack ${release}`, realStage());
