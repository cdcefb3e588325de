// Draws a trace: a row for each span, a bar for its time, a tick for each request.
import { group, type Mark, path, roundedBox, text } from '../../../diagrams/drawing/marks.ts';
import { svgOf } from '../../../diagrams/drawing/svg.ts';
import { textWidth } from '../../../diagrams/drawing/textWidth.ts';
import type { ReceivedSpan } from '../receiver.ts';
import { rowsOf, type TraceRow } from './rows.ts';

const WIDTH = 864;
const LABELS = 250;
const ROW = 18;
const TOP = 34;
const INDENT = 12;
const SMALLEST = 1.5;

const CLASSES: Readonly<Record<TraceRow['kind'], string>> = {
  run: 'vm-shape vm-final',
  phase: 'vm-shape vm-compound',
  call: 'vm-shape vm-call',
  wait: 'vm-shape vm-wait',
};

/** The trace as an SVG: the same spans give the same picture. `label`: what it shows. */
export function drawTrace(spans: readonly ReceivedSpan[], traceId: string, label: string): string {
  const rows = rowsOf(spans, traceId);
  const startMs = Math.min(...rows.map((row) => row.startMs));
  const endMs = Math.max(...rows.map((row) => row.endMs));
  const height = TOP + rows.length * ROW + 8;
  const xOf = (ms: number): number =>
    LABELS + ((ms - startMs) / Math.max(1, endMs - startMs)) * (WIDTH - LABELS - 56);
  const marks: Mark[] = [
    path(`M0 0h${WIDTH}v${height}h${-WIDTH}z`, 'vm-background'),
    ...axis(startMs, endMs, height, xOf),
    ...rows.map((row, index) => rowMarks(row, TOP + index * ROW, xOf)),
  ];
  return svgOf({ width: WIDTH, height, label, marks });
}

function axis(startMs: number, endMs: number, height: number, xOf: (ms: number) => number): Mark[] {
  const stepMs =
    [10, 50, 100, 500, 1000, 2000, 5000, 10_000, 60_000].find((step) => (endMs - startMs) / step <= 8) ??
    600_000;
  const marks: Mark[] = [];
  for (let ms = 0; ms <= endMs - startMs; ms += stepMs) {
    const x = xOf(startMs + ms);
    marks.push(path(`M${x.toFixed(1)} 22V${height - 6}`, 'vm-shape vm-compound'));
    const shown = `${(ms / 1000).toString()} s`;
    marks.push(text(shown, x - textWidth(shown, 10) / 2, 12, 'vm-label', { size: 10 }));
  }
  return marks;
}

function rowMarks(row: TraceRow, y: number, xOf: (ms: number) => number): Mark {
  const { depth, label, kind, startMs, endMs, isError, requests } = row;
  const [x, end] = [xOf(startMs), xOf(endMs)];
  const width = Math.max(SMALLEST, end - x);
  const name = text(label, 8 + depth * INDENT, y + ROW / 2, 'vm-name', {
    weight: kind === 'run' || kind === 'phase' ? 'bold' : 'regular',
  });
  const tone = isError ? ' vm-failure' : kind === 'run' ? ' vm-success' : '';
  const bar = path(
    roundedBox({ x, y: y + 3, width, height: ROW - 6 }, Math.min(3, width / 2)),
    `${CLASSES[kind]}${tone}`,
  );
  const ticks = requests.map((request) => {
    const failed = request.isError ? 'vm-glyph vm-failure' : 'vm-glyph';
    return path(`M${xOf(request.startMs).toFixed(1)} ${y + 6}V${y + ROW - 6}`, failed);
  });
  const shown = duration(endMs - startMs);
  const time = text(shown, Math.max(x + width, end) + 5, y + ROW / 2, 'vm-label', { size: 10 });
  return group([name, bar, ...ticks, time], { title: `${label}: ${shown}, ${requests.length} requests` });
}

const duration = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);
