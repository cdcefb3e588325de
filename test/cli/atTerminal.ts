// Runs the command at a terminal of a given width, by script (util-linux) where that is installed.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { MAIN, runAsProcess } from './command.ts';

/** Whether a terminal can be opened here. */
export const canOpenTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** What the command prints on a terminal that is so many characters wide, as lines. */
export async function linesAtTerminal(
  folder: string,
  columns: number,
  args: readonly string[],
): Promise<string[]> {
  const command = [process.execPath, MAIN, ...args].map(quoted).join(' ');
  const script = ['script', '-qec', `stty cols ${columns} && exec ${command}`, '/dev/null'] as const;
  const { stdout } = await runAsProcess(folder, [], { TERM: 'dumb', NO_COLOR: '1' }, script);
  return stdout.replaceAll('\r', '').trimEnd().split('\n');
}
