// How a rejected input is shown in an error: the value, and the name that was probably meant.
import { nearest } from '../services/spelling.ts';

/** The value as JSON, at most 80 characters of it. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const shown = inJson(value) ?? typeof value;
  return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
}

// Undefined for what JSON cannot hold: a function, a BigInt, a circular object.
function inJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** What to write instead of an unknown key: `did you mean resource_id?`, or the known keys. */
export function instead(key: string, known: readonly string[]): string {
  // In camel case (`resourceId`) and with dashes it is the same name.
  const near = nearest(key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').replaceAll('-', '_'), known);
  return near === null ? `known: ${known.join(', ')}` : `did you mean ${near}?`;
}
