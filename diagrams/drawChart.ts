// Draws the machine.
import type { AnyStateMachine } from 'xstate';
import { stateMark } from './drawing/cards.ts';
import { chartOf } from './drawing/chart.ts';
import { stateCard } from './drawing/frames.ts';
import { path } from './drawing/marks.ts';
import { pageOf } from './drawing/page.ts';
import { type Drawing, svgOf } from './drawing/svg.ts';

export interface DrawOptions {
  /**
   * Path of the state to draw, such as `cold.migrating`.
   * @default the whole chart
   */
  readonly state?: string;
}

const MARGIN = 8;

/**
 * An SVG of the machine. Every state in it is a `data-state` (its path), every transition a `data-transition`
 * (its ID in `transitionsOf`); a transition that leads out of a frame has two: a dot where it starts, and the
 * line that it follows.
 * The whole chart shows exits as dots, a part of it shows them in words.
 */
export const drawChart = async (machine: AnyStateMachine, options: DrawOptions = {}): Promise<string> =>
  svgOf(await drawingOf(machine, options));

/** The same before it is written, for tests that measure it. */
export async function drawingOf(
  machine: AnyStateMachine,
  { state = '' }: DrawOptions = {},
): Promise<Drawing> {
  const chart = chartOf(machine, state);
  const card =
    state === ''
      ? await pageOf(chart, { width: 176, exits: 'dots', answers: 'right' })
      : await stateCard(chart, null, { width: 310, exits: 'words', answers: 'right' });
  const whole = { width: card.width + 2 * MARGIN, height: card.height + 2 * MARGIN };
  const background = path(`M0 0h${whole.width}v${whole.height}h${-whole.width}z`, 'vm-background');
  const place = { x: MARGIN, y: MARGIN };
  const label = [`The machine ${machine.id}`, state, 'as a statechart']
    .filter((part) => part !== '')
    .join(' ');
  return { ...whole, label, marks: [background, stateMark(state, card, place)] };
}
