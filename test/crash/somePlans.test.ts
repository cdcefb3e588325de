// A plan killed at some of its records; npm run test:crash takes all.
import { describePlanKills } from './describePlanKills.ts';

describePlanKills({ every: 12, everyPair: 60 });
