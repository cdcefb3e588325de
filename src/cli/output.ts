// All that the command prints goes through here: control characters are made visible, and a stream that fails ends nothing.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { styleText } from 'node:util';
import { printable, printableJson } from '../printable.ts';

type Style = Parameters<typeof styleText>[0];

export interface Pen {
  readonly paint: (style: Style, text: string) => string;
}

// Stands for the escape character in texts that are still to be printed. Nobody else can know it.
const ESCAPE = `\u0000${randomUUID()}\u0000`;

/** Colours where the stream shows them. */
export const penFor = (stream: NodeJS.WriteStream): Pen => ({
  paint: (style, text) => {
    const [open = '', close = ''] = styleText(style, '|', { stream }).replaceAll('\u001b', ESCAPE).split('|');
    return open + text + close;
  },
});

/** Prints a line on standard output. */
export const say = (line: string): void => print(process.stdout, [line]);

/** Prints lines on standard output, in one piece. */
export const sayLines = (lines: readonly string[]): void => print(process.stdout, lines);

/** The lines of a text that ends with a line break, or several. */
export const linesOf = (text: string): string[] => text.trimEnd().split('\n');

/** Prints a value on standard output, as JSON on one line. */
export const sayJson = (value: unknown): void => say(printableJson(value));

/** Prints a line on standard error. */
export const sayError = (line: string): void => print(process.stderr, [line]);

/** Prints lines on standard error, in one piece. */
export const sayErrorLines = (lines: readonly string[]): void => print(process.stderr, lines);

function print(stream: NodeJS.WriteStream, lines: readonly string[]): void {
  if (failures.has(stream) || lines.length === 0) return;
  const shown = lines.map((line) => line.split(ESCAPE).map(printable).join('\u001b'));
  stream.write(`${shown.join('\n')}\n`);
}

const failures = new Map<NodeJS.WriteStream, NodeJS.ErrnoException>();

/** A stream that cannot be written from now on ends nothing: a run goes on, whoever reads it. */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!failures.has(stream)) failures.set(stream, error);
    });
  }
}

// Null where all could be written.
async function outputError(): Promise<NodeJS.ErrnoException | null> {
  // What was written before has failed by then, or has not.
  await new Promise((resolve) => process.stdout.write('', () => setImmediate(resolve)));
  return failures.get(process.stdout) ?? null;
}

/** Was all of standard output written? Where not, what must not be lost is to be told elsewhere, whyever it was. */
export const isOutputWhole = async (): Promise<boolean> => (await outputError()) === null;

/** Why standard output could not be written, for instance ENOSPC; null where it could, or where its reader has gone. */
export async function outputFailure(): Promise<string | null> {
  const error = await outputError();
  return error === null || isReaderGone(error) ? null : error.message;
}

// The reader has seen enough (`… | head -1`), or the terminal is gone: nobody misses the rest. A file misses it.
const isReaderGone = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || (process.stdout.isTTY && (code === 'EIO' || code === 'ENXIO'));
