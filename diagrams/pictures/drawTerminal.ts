// Draws lines of a terminal, each at the time when it was printed, as one SVG without a script.

/** A line as it was printed, with the colours that a terminal shows. */
export interface PrintedLine {
  /** Milliseconds since the start of the recording. */
  readonly atMs: number;
  readonly text: string;
}

const COLUMNS = 118;
const LINE_HEIGHT = 18;
const CHARACTER_WIDTH = 7.2;
const MARGIN = 18;
const BAR = 30;

// The select-graphic-rendition codes that the command uses.
const CLASSES: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  36: 'cyan',
};
const ENDS: Readonly<Record<string, readonly string[]>> = {
  0: Object.values(CLASSES),
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow', 'cyan'],
};

const STYLE = `
  .screen { fill: #10151c } .bar { fill: #1b222c } .dot { fill: #3a4553 }
  text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; fill: #d5dde7; white-space: pre }
  .bold { font-weight: 700 } .dim { fill: #8b98a8 } .red { fill: #ff8f6b } .green { fill: #5fd7a4 } .yellow { fill: #e8c468 } .cyan { fill: #74c7ec }
  .line { opacity: 0; animation: print 1ms linear forwards }
  @keyframes print { to { opacity: 1 } }
  @media (prefers-reduced-motion: reduce) { .line { opacity: 1; animation: none } }`;

/** The recording as a picture; long lines are wrapped. */
export function drawTerminal(printed: readonly PrintedLine[]): string {
  const lines = printed.flatMap(({ atMs, text }) => wrapped(text).map((part) => ({ atMs, spans: part })));
  while (lines.at(-1)?.spans.length === 0) lines.pop();
  const width = Math.ceil(COLUMNS * CHARACTER_WIDTH + 2 * MARGIN);
  const height = BAR + lines.length * LINE_HEIGHT + 2 * MARGIN;
  const drawn = lines.map(
    ({ atMs, spans }, index) =>
      `<text class="line" x="${MARGIN}" y="${BAR + MARGIN + 12 + index * LINE_HEIGHT}" style="animation-delay:${Math.round(atMs)}ms">${spans.map(drawSpan).join('')}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="volume-migrate at work in a terminal">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="screen" width="${width}" height="${height}" rx="8"/><path class="bar" d="M0 ${BAR}V8a8 8 0 0 1 8-8H${width - 8}a8 8 0 0 1 8 8V${BAR}z"/>`,
    ...[20, 38, 56].map((x) => `<circle class="dot" cx="${x}" cy="${BAR / 2}" r="5"/>`),
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

interface Span {
  readonly text: string;
  readonly classes: readonly string[];
}

const drawSpan = ({ text, classes }: Span): string =>
  classes.length === 0 ? escaped(text) : `<tspan class="${classes.join(' ')}">${escaped(text)}</tspan>`;

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

function wrapped(line: string): Span[][] {
  const rows: Span[][] = [[]];
  let left = COLUMNS;
  for (const span of spansOf(line)) {
    for (let rest = span.text; rest !== ''; ) {
      const text = pieceOf(rest, left);
      rows.at(-1)?.push({ ...span, text });
      rest = rest.slice(text.length);
      left -= text.length;
      if (left > 0 && rest === '') continue;
      rows.push([]);
      left = COLUMNS;
    }
  }
  return rows;
}

// As much of the text as fits; whole words, if there is a space to break at.
function pieceOf(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const space = text.lastIndexOf(' ', columns - 1);
  return text.slice(0, space <= 0 ? columns : space + 1);
}

function spansOf(line: string): Span[] {
  let classes: readonly string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours a terminal begins with one
  return line.split(/(\u001b\[\d+m)/).flatMap((part) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
    if (code === undefined) return part === '' ? [] : [{ text: part, classes }];
    const begun = CLASSES[code];
    classes =
      begun === undefined ? classes.filter((name) => !ENDS[code]?.includes(name)) : [...classes, begun];
    return [];
  });
}
