// Everything that the command prints: control characters are made visible, and a failing stream ends nothing.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { stripVTControlCharacters, styleText } from 'node:util';
import { printable, printableJson } from '../printable.ts';
import { brokenLine } from './brokenLine.ts';
import { fitted, widthOf } from './width.ts';

type Style = Parameters<typeof styleText>[0];

export interface Pen {
  readonly paint: (style: Style, text: string) => string;
}

// Stands for the escape character in texts that are still to be printed. It is random, so no other text can
// contain it. Null until a text has a colour.
let escapeMark: string | null = null;

function markOfPens(): string {
  escapeMark ??= `\u0000${randomUUID()}\u0000`;
  return escapeMark;
}

/** Colours, if the stream supports them. */
export const penFor = (stream: NodeJS.WriteStream): Pen => ({
  paint: (style, text) => {
    const [open = '', close = ''] = styleText(style, '|', { stream })
      .replaceAll('\u001b', markOfPens)
      .split('|');
    return open + text + close;
  },
});

/** Prints a line on standard output. */
export const say = (line: string): void => print(process.stdout, [line]);

/** Prints lines on standard output, in one write. */
export const sayLines = (lines: readonly string[]): void => print(process.stdout, lines);

/** Prints lines for programs on standard output: at a terminal, too, none is broken. */
export const sayWhole = (lines: readonly string[]): void => print(process.stdout, lines, true);

/** The lines of a text, without line breaks at its end. */
export const linesOf = (text: string): string[] => text.trimEnd().split('\n');

/** Prints a value on standard output, as JSON on one line. */
export const sayJson = (value: unknown): void => sayWhole([printableJson(value)]);

/** Prints a line on standard error. */
export const sayError = (line: string): void => print(process.stderr, [line]);

/** Prints lines on standard error, in one write. */
export const sayErrorLines = (lines: readonly string[]): void => print(process.stderr, lines);

/** Prints a value on standard error, as JSON on one line. */
export const sayErrorJson = (value: unknown): void => write(process.stderr, [printableJson(value)], true);

/** What belongs to a line on standard error. */
export interface LineDetails {
  readonly code: string;
  readonly hints: readonly string[];
}

/** Prints an error on standard error: its first line and the hints that follow it. As JSON they are one object with the code. */
export function sayErrorWithHints([first = '', ...hints]: readonly string[], code: string): void {
  if (errorLine === null) {
    sayErrorLines([first, ...hints]);
    return;
  }
  const plain = hints.map((hint) => stripped(hint).replace(/^ {2}- /, ''));
  sayErrorJson(errorLine(stripped(first), { code, hints: plain }));
}

type ToJson = (line: string, details?: LineDetails) => unknown;

let errorLine: ToJson | null = null;

/** From now on each line on standard error is the JSON that the function makes of it; null: the line itself. */
export function printErrorsAs(toJson: ToJson | null): void {
  errorLine = toJson;
}

function print(stream: NodeJS.WriteStream, lines: readonly string[], isWhole = false): void {
  const toJson = stream === process.stderr ? errorLine : null;
  if (toJson === null) write(stream, lines, isWhole);
  else
    write(
      stream,
      lines.map((line) => printableJson(toJson(stripped(line)))),
      true,
    );
}

// Without the colours of a pen.
const stripped = (line: string): string =>
  stripVTControlCharacters(escapeMark === null ? line : line.replaceAll(escapeMark, '\u001b'));

function write(stream: NodeJS.WriteStream, lines: readonly string[], isWhole: boolean): void {
  if (failures.has(stream) || lines.length === 0) return;
  const whole = lines.map(shown);
  const isBroken = !isWhole && stream.isTTY && stream.columns > 0;
  const printed = isBroken ? whole.flatMap((line) => brokenLine(line, stream.columns)) : whole;
  const text = printed.join('\n');
  if (area !== null && !isPaused && stream === area.stream) {
    area.above(text);
    return;
  }
  erase();
  stream.write(`${text}\n`);
  draw();
}

/** A line as a terminal gets it: colours of a pen stay, all other control characters are made visible. */
export const shown = (line: string): string =>
  escapeMark === null ? printable(line) : line.split(escapeMark).map(printable).join('\u001b');

/** Several lines at the bottom of a terminal that change in place. */
export interface LiveArea {
  readonly stream: NodeJS.WriteStream;
  readonly draw: () => void;
  readonly clear: () => void;
  /** Prints text above it. */
  readonly above: (text: string) => void;
}

let area: LiveArea | null = null;

/** Keeps an area below everything that is printed; null removes it. */
export function showArea(next: LiveArea | null): void {
  erase();
  area = next;
  draw();
}

// The line at the bottom of a terminal that changes in place.
let live: { readonly stream: NodeJS.WriteStream; readonly text: string } | null = null;
// The width of the line on the screen; null if there is none.
let drawn: number | null = null;
let isPaused = false;

/** Whether a stream is a terminal where a line can be changed in place. */
export const canRedraw = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && process.env['TERM'] !== 'dumb';

/** Shows a line that changes in place, below everything that is printed; null removes it. */
export function showLive(stream: NodeJS.WriteStream, text: string | null): void {
  erase();
  live = text === null ? null : { stream, text };
  draw();
}

/** Does the work without the line that changes in place: a question needs the bottom of the terminal. */
export async function withoutLive<Value>(work: () => Promise<Value>): Promise<Value> {
  erase();
  isPaused = true;
  try {
    return await work();
  } finally {
    isPaused = false;
    draw();
  }
}

function draw(): void {
  if (area !== null && !isPaused && !failures.has(area.stream)) area.draw();
  if (live === null || isPaused || failures.has(live.stream)) return;
  const { stream, text } = live;
  // The last column stays free: a terminal may break the line there.
  const line = fitted(printable(text), columnsOf(stream) - 1);
  drawn = widthOf(line);
  stream.write(penFor(stream).paint('dim', line).replaceAll(markOfPens(), '\u001b'));
}

// A terminal that has become narrower since may show the line in several rows.
function erase(): void {
  if (area !== null && !failures.has(area.stream)) area.clear();
  if (drawn === null || live === null) return;
  const { stream } = live;
  const rows = Math.max(1, Math.ceil(drawn / columnsOf(stream)));
  drawn = null;
  if (failures.has(stream)) return;
  if (rows > 1) moveCursor(stream, 0, 1 - rows);
  cursorTo(stream, 0);
  clearScreenDown(stream);
}

/** The width of a terminal. */
export const columnsOf = ({ columns }: NodeJS.WriteStream): number => (columns > 0 ? columns : 80);

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
