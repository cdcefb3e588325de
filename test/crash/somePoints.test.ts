// Some kill points of every course; npm run test:crash runs all.
import { courses } from './courses.ts';
import { describeKillPoints } from './describeKillPoints.ts';

describeKillPoints({ every: 241, inTurn: courses.filter(({ title }) => title === 'swap by attachment') });
