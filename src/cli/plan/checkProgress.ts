// Shows how far the check of a plan is.
import process from 'node:process';
import { canRedraw, showLive } from '../output.ts';
import { counted } from './planWords.ts';

/** Shows at a terminal how many moves have been checked; `showLive` with null removes it. */
export function showProgress(checked: number, of: number): void {
  if (canRedraw(process.stderr)) showLive(process.stderr, `checked ${checked} of ${counted(of, 'move')}`);
}
