// Routes the lines between the frames of a page: down, straight across the gutter between its columns, or along it.
import type { Card } from './cards.ts';
import type { Line } from './lines.ts';
import type { Box, Point } from './marks.ts';

export interface Placed {
  readonly card: Card;
  readonly box: Box;
}

const CHANNEL = 6;
const ARRIVAL = 40;
const DEPARTURE = 16;

/** What the previous lines occupy. */
interface Taken {
  /** By target, how many lines reach it from its side. */
  readonly arrivals: Map<string, number>;
  /** From left to right, the occupied stretches of the gutter's channels. */
  readonly channels: { readonly top: number; readonly bottom: number }[][];
}

/** A route for each line, as points. */
export function routesOf(
  lines: readonly Line[],
  placed: ReadonlyMap<string, Placed>,
): Map<Line, readonly Point[]> {
  const taken: Taken = { arrivals: new Map(), channels: [] };
  return new Map(lines.map((line) => [line, routeOf(line, placed, taken)]));
}

function routeOf({ source, target }: Line, placed: ReadonlyMap<string, Placed>, taken: Taken): Point[] {
  const from = placed.get(source.path);
  const to = placed.get(target.path);
  if (from === undefined || to === undefined) return [];
  if (source.kind === 'question') return branch(from, to);
  const others = [...placed.values()]
    .map(({ box }) => box)
    .filter((box) => box !== from.box && box !== to.box);
  const down = straightDown(from.box, to, others);
  if (down !== null) return down;
  if (target.kind !== 'compound') return along(from.box, to.box, to.box.y + to.box.height / 2, others, taken);
  const nth = taken.arrivals.get(target.path) ?? 0;
  taken.arrivals.set(target.path, nth + 1);
  const y = to.box.y + ARRIVAL + nth * 2 * CHANNEL;
  return isBeside(from.box, to.box, y)
    ? across(from.box, to.box, y)
    : along(from.box, to.box, y, others, taken);
}

/** From the lower edge of a question, aside, and down to the entry of the frame. */
function branch({ card, box }: Placed, to: Placed): Point[] {
  const middle = box.x + card.entry;
  const end = to.box.x + to.card.entry;
  const x = middle + (Math.sign(end - middle) * card.shape.width) / 5;
  const bottom = box.y + card.shape.height;
  const turn = (bottom + to.box.y) / 2 + 2;
  return [
    { x, y: bottom },
    { x, y: turn },
    { x: end, y: turn },
    { x: end, y: to.box.y },
  ];
}

/** To the entry of the target, if it is below and nothing is in between; otherwise null. */
function straightDown(from: Box, to: Placed, others: readonly Box[]): Point[] | null {
  const x = to.box.x + to.card.entry;
  const start = from.y + from.height;
  const isBelow = x > from.x && x < from.x + from.width && start < to.box.y;
  const isBetween = ({ x: left, y, width }: Box): boolean =>
    x >= left && x <= left + width && y >= start && y < to.box.y;
  if (!isBelow || others.some(isBetween)) return null;
  return [
    { x, y: start },
    { x, y: to.box.y },
  ];
}

const isBeside = (from: Box, to: Box, y: number): boolean =>
  y > from.y && y < from.y + from.height && (from.x >= to.x + to.width || to.x >= from.x + from.width);

const across = (from: Box, to: Box, y: number): Point[] => [
  { x: from.x > to.x ? from.x : from.x + from.width, y },
  { x: from.x > to.x ? to.x + to.width : to.x, y },
];

/**
 * Out at the right, down the gutter, and into the target's side. What leads to the right stays at the right.
 */
function along(from: Box, to: Box, y: number, others: readonly Box[], { channels }: Taken): Point[] {
  const start = from.x + from.width;
  const top = from.y + from.height - DEPARTURE;
  const leadsRight = to.x > start;
  const wall = Math.min(...others.filter((box) => box.x >= start).map((box) => box.x));
  const channel = leadsRight
    ? wall - CHANNEL
    : start + CHANNEL * (1 + freeChannel(channels, { top, bottom: y }));
  return [
    { x: start, y: top },
    { x: channel, y: top },
    { x: channel, y },
    { x: leadsRight ? to.x : to.x + to.width, y },
  ];
}

function freeChannel(channels: Taken['channels'], stretch: { top: number; bottom: number }): number {
  const isFree = (taken: (typeof channels)[number]): boolean =>
    taken.every(({ top, bottom }) => bottom < stretch.top || top > stretch.bottom);
  const found = channels.findIndex(isFree);
  const index = found === -1 ? channels.length : found;
  channels[index] = [...(channels[index] ?? []), stretch];
  return index;
}
