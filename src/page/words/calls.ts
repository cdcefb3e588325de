// A call in words: whom it asks, for what, and what the result says.
import { type Asked, CALLS, type CallWords } from './callWords.ts';

/** A call in words; one of another workflow, by its name, without a service. */
export function callInWords(call: string): Omit<CallWords, 'service'> & { readonly service: Asked | null } {
  return CALLS[call] ?? planCall(call) ?? { service: null, asks: call, changes: false };
}

// The calls of a plan: what it reads before the first move, and a run for each move.
function planCall(call: string): ReturnType<typeof callInWords> | null {
  if (call === 'surveyVolumes') return { service: 'Cinder', asks: 'where the volumes are', changes: false };
  if (call === 'readPools')
    return { service: 'Cinder', asks: 'how much room the pools have', changes: false };
  const [, n] = /^move\.(\d+)$/.exec(call) ?? [];
  return n === undefined
    ? null
    : { service: null, asks: `for move ${Number(n) + 1} of the plan`, changes: true };
}

/** The call as a sentence. */
export function askInWords(call: string): string {
  const { service, asks } = callInWords(call);
  return service === null ? `Call ${asks}` : `Ask ${service} ${asks}`;
}

/** Who responds to a call. */
export const whoResponds = (call: string): string => callInWords(call).service ?? call;

const MOST_LETTERS = 300;

function inShort(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)} …` : text;
}

/** The result of a call in words. */
export function answerInWords(call: string, output: unknown): string {
  const says = CALLS[call]?.says as ((output: unknown) => string) | undefined;
  return says === undefined ? inShort(output) : says(output);
}
