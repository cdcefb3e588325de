// Everything that the command prints: control characters are made visible, and a failing stream ends nothing.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { styleText } from 'node:util';
import { printable, printableJson } from '../printable.ts';

type Style = Parameters<typeof styleText>[0];

export interface Pen {
  readonly paint: (style: Style, text: string) => string;
}

// Stands for the escape character in texts that are still to be printed. It is random, so no other text can
// contain it.
const ESCAPE = `\u0000${randomUUID()}\u0000`;

/** Colours, if the stream supports them. */
export const penFor = (stream: NodeJS.WriteStream): Pen => ({
  paint: (style, text) => {
    const [open = '', close = ''] = styleText(style, '|', { stream }).replaceAll('\u001b', ESCAPE).split('|');
    return open + text + close;
  },
});

/** Prints a line on standard output. */
export const say = (line: string): void => print(process.stdout, [line]);

/** Prints lines on standard output, in one write. */
export const sayLines = (lines: readonly string[]): void => print(process.stdout, lines);

/** The lines of a text, without line breaks at its end. */
export const linesOf = (text: string): string[] => text.trimEnd().split('\n');

/** Prints a value on standard output, as JSON on one line. */
export const sayJson = (value: unknown): void => say(printableJson(value));

/** Prints a line on standard error. */
export const sayError = (line: string): void => print(process.stderr, [line]);

/** Prints lines on standard error, in one write. */
export const sayErrorLines = (lines: readonly string[]): void => print(process.stderr, lines);

function print(stream: NodeJS.WriteStream, lines: readonly string[]): void {
  if (failures.has(stream) || lines.length === 0) return;
  const shown = lines.map((line) => line.split(ESCAPE).map(printable).join('\u001b'));
  stream.write(`${shown.join('\n')}\n`);
}

const failures = new Map<NodeJS.WriteStream, NodeJS.ErrnoException>();

/** From now on a stream that cannot be written ends nothing: a run continues, whoever reads its output. */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!failures.has(stream)) failures.set(stream, error);
    });
  }
}

// Null if everything could be written.
async function outputError(): Promise<NodeJS.ErrnoException | null> {
  // By then the earlier writes have either failed or succeeded.
  await new Promise((resolve) => process.stdout.write('', () => setImmediate(resolve)));
  return failures.get(process.stdout) ?? null;
}

/**
 * Whether all of standard output was written. If not, what must not be lost has to be printed elsewhere,
 * whatever the reason.
 */
export const isOutputWhole = async (): Promise<boolean> => (await outputError()) === null;

/**
 * Why standard output could not be written, such as ENOSPC; null if it could, or if its reader has closed it.
 */
export async function outputFailure(): Promise<string | null> {
  const error = await outputError();
  return error === null || isReaderGone(error) ? null : error.message;
}

// The reader has seen enough (`… | head -1`), or the terminal is closed: nobody misses the rest. In a file it
// would be missing.
const isReaderGone = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || (process.stdout.isTTY && (code === 'EIO' || code === 'ENXIO'));
