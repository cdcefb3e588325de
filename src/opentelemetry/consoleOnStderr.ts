// Sends what OpenTelemetry's console exporters print to standard error: standard output belongs to the command.
import { Console } from 'node:console';
import process from 'node:process';

/** Until the returned function is called, `console.dir`, with which these exporters print, writes to standard error. */
export function printDirOnStderr(): () => void {
  const { console } = globalThis;
  const { dir } = console;
  const errors = new Console(process.stderr);
  console.dir = (value, options) => errors.dir(value, options);
  return () => {
    console.dir = dir;
  };
}
