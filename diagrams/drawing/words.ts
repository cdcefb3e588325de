// The words beside a line or an exit.
import type { DeclaredTransition } from '../../machines/transitions.ts';
import type { ChartState } from './chart.ts';

/** `done` and `error` for the two ends of a call; other events by their own name. */
function eventWord(event: string): string {
  if (event.startsWith('xstate.done.')) return 'done';
  if (event.startsWith('xstate.error.')) return 'error';
  return event;
}

/**
 * In full, such as `volume.seen [isMigrated]`; a question's answer is its guard, or `no` if all its guards
 * are false.
 */
export function fullWords({ event, guard }: DeclaredTransition): string {
  const word = eventWord(event);
  if (word === '') return guard ?? 'no';
  return guard === null ? word : `${word} [${guard}]`;
}

/** As short as possible: `yes` and `no` if a question has no other answers, nothing for a successful call. */
function shortWords({ event, guard }: DeclaredTransition, { transitions }: ChartState): string {
  const word = eventWord(event);
  if (word !== '') return guard ?? (word === 'done' ? '' : word);
  if (guard === null) return 'no';
  return transitions.filter((other) => other.event === '').length === 2 ? 'yes' : guard;
}

export const wordsOf = (one: DeclaredTransition, state: ChartState, detail: 'dots' | 'words'): string =>
  detail === 'words' ? fullWords(one) : shortWords(one, state);
