// Leaves functions to V8's interpreter for longer: in one run, most are called too seldom to be worth compiling.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

// V8 would print an error about a flag that it does not know: only for the version of Node whose flags these are.
const isKnown = process.version.startsWith('v24.');

// The second and the third: twenty times as often as by default. A run of many hours is compiled as well.
const FLAGS = [
  '--no-sparkplug',
  '--invocation-count-for-maglev=8000',
  '--invocation-count-for-turbofan=60000',
];

/** Call it before the code that it is about is loaded. */
export function compileLate(): void {
  if (isKnown) for (const flag of FLAGS) setFlagsFromString(flag);
}
