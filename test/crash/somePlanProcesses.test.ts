// The process of a plan killed at some of its records; npm run test:crash takes all.
import { describePlanProcesses } from './describePlanProcesses.ts';

describePlanProcesses(70);
