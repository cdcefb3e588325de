// The states of a compound state, placed, with the lines between them.
import { type Card, type CardOptions, stateMark } from './cards.ts';
import type { ChartState } from './chart.ts';
import { layoutOf } from './layout.ts';
import { startMark } from './lineMarks.ts';
import { type Line, waysFrom } from './lines.ts';
import type { Block } from './pills.ts';
import { edgeOf, roomOf, tailMark, tailsOf } from './tails.ts';

export interface Inside extends Block {
  /** From its left end to where the first state is entered. */
  readonly entry: number;
}

/**
 * The longest path through the compound state runs straight down at the left; what leads aside is at its
 * right.
 */
export async function insideOf(
  compound: ChartState,
  lines: readonly Line[],
  cards: ReadonlyMap<string, Card>,
  options: CardOptions,
): Promise<Inside> {
  const ways = waysFrom(lines);
  const byWay = (one: string, other: string): number => (ways.get(other) ?? 0) - (ways.get(one) ?? 0);
  const tails = tailsOf(
    lines.toSorted((one, other) => byWay(one.target.path, other.target.path)),
    cards,
    options,
  );
  const nodes = [...cards].map(([id, card]) => ({ id, entry: card.entry, ...roomOf(id, card, tails) }));
  const layout = await layoutOf(
    nodes.toSorted((one, other) => byWay(one.id, other.id)),
    tails.map(edgeOf),
  );
  const initial = compound.initial ?? '';
  const start = layout.nodes.get(initial) ?? { x: 0, y: 0 };
  const entry = start.x + (cards.get(initial)?.entry ?? 0);
  const states = [...cards].map(([id, card]) => stateMark(id, card, layout.nodes.get(id) ?? { x: 0, y: 0 }));
  const drawn = tails.map((tail) => tailMark(tail, layout, cards));
  return {
    marks: [...drawn, ...states, startMark(entry, start.y)],
    entry,
    width: layout.width,
    height: layout.height,
  };
}
