// What the tests of plan files share: volumes, and the problems that reading a text reports.
import { expect } from 'vitest';
import { InvalidPlanError, readPlan } from '../../../src/index.ts';

/** The UUID of the nth volume. */
export const volume = (n: number): string => `8e8493b6-aa55-4727-8e84-${String(n).padStart(12, '0')}`;

/** The problems of a file; empty if it is read. Any other error fails the test. */
export function problemsOf(file: string | Uint8Array): readonly string[] {
  try {
    readPlan(file);
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    expect(error.code).toBe('InvalidPlan');
    expect(error.message).toBe(`Invalid plan: ${error.problems.join('; ')}`);
    return error.problems;
  }
  return [];
}
