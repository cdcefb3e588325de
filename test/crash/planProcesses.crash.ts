// The process of a plan killed at every third of its records: npm run test:crash. EVERY=4 takes every twelfth.
import process from 'node:process';
import { describePlanProcesses } from './describePlanProcesses.ts';

describePlanProcesses(3 * Number(process.env['EVERY'] ?? 1));
