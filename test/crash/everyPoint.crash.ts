// Every kill point of every course: npm run test:crash
import { courses } from './courses.ts';
import { describeKillPoints } from './describeKillPoints.ts';

describeKillPoints({ every: 1, inTurn: courses });
