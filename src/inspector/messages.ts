// The messages that are sent as server-sent events.
import { errorWords } from '../errorWords.ts';

/** Sends messages to one client. */
export type Tell = (message: string) => void;

/**
 * `runs`: the newest runs, whenever one of them has changed.
 * `head`: the start of a run's timeline; again whenever it has changed.
 * `moments`: `{ from, moments }`, at first all, then what is new.
 * `checks`: `[n, check]` of each move of a plan that was checked; at first all, then what is new.
 * `fault`: `{ message }`, if the journal cannot be read, or a record does not fit.
 */
export type EventName = 'runs' | 'head' | 'moments' | 'checks' | 'fault';

/** A message in the form of server-sent events. JSON has no line breaks, so one line holds it. */
export const messageOf = (event: EventName, data: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** An error as the message of a `fault`. */
export const faultOf = (error: unknown): string => messageOf('fault', { message: errorWords(error) });
