// Checks the name of a time zone, and suggests the one that was probably meant.
import { nearest } from '../../../services/spelling.ts';
import { show } from '../../inputInWords.ts';

// A plan has few zones and many actions, and each check costs a date format.
const MOST_REMEMBERED = 1_000;
const remembered = new Map<string, string | null>();

/** What is wrong with the name of a time zone; null if it is an IANA name that this Node.js knows. */
export function timeZoneProblem(name: string): string | null {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const problem = isTimeZone(name) ? null : unknownTimeZone(name);
  remembered.set(name, problem);
  return problem;
}

// Intl accepts offsets such as +01:00 as well; they know no daylight saving time, so they are not accepted.
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

function unknownTimeZone(name: string): string {
  const zones = new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]));
  const near = name.length > 40 ? null : nearest(name, [...zones.keys()]);
  const hint = near === null ? 'expected an IANA name, as Europe/Berlin' : `did you mean ${zones.get(near)}?`;
  return `unknown time zone ${show(name)} (${hint})`;
}
