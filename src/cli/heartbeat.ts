// Signs of life while a long copy shows no progress: a line that changes in place, or one each minute.
import type { MigrationContext } from '../../machines/context.ts';
import { statePath } from '../engine/statePath.ts';
import { describeState } from '../volumeMigrate/definition.ts';
import { canRedraw, showLive } from './output.ts';
import { briefly, duration, sighting } from './render.ts';

/** A run as its follower sees it. */
export interface Followed {
  readonly snapshot: () => { readonly value: unknown; readonly context: MigrationContext };
  /** Calls the listener after each transition. Returns a function that unsubscribes it. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface LifeOptions {
  /** Where progress is printed. */
  readonly stream: NodeJS.WriteStream;
  /** Prints a line there. */
  readonly tell: (line: string) => void;
  /** How long similar runs took; empty if unknown. */
  readonly estimate: () => string;
  /** Milliseconds that the run has taken so far. */
  readonly elapsedMs: () => number;
}

const REDRAWN_EVERY_MS = 1_000;
const HEARTBEAT_MS = 60_000;

/** Shows that a run is still under way. Returns a function that ends it. */
export function signsOfLife(run: Followed, options: LifeOptions): () => void {
  return canRedraw(options.stream) ? liveLine(run, options) : onSilence(run, () => tellOfLife(run, options));
}

function liveLine(run: Followed, { stream, estimate, elapsedMs }: LifeOptions): () => void {
  // A run that is over in a moment needs no such line.
  let isShown = false;
  const redraw = (): void => {
    if (isShown) showLive(stream, lineOf(run, elapsedMs(), estimate()));
  };
  const timer = setInterval(() => {
    isShown = true;
    redraw();
  }, REDRAWN_EVERY_MS);
  const endHearing = run.subscribe(redraw);
  // A narrower terminal breaks the line; it is drawn again at once.
  stream.on('resize', redraw);
  return () => {
    clearInterval(timer);
    endHearing();
    stream.off('resize', redraw);
    showLive(stream, null);
  };
}

function lineOf({ snapshot }: Followed, elapsedMs: number, estimate: string): string {
  const { value, context } = snapshot();
  const seen = context.lastSeen ?? context.volume;
  const parts = [
    describeState(statePath(value as string)),
    ...(seen === null ? [] : [briefly(seen)]),
    ...(estimate === '' ? [] : [estimate]),
  ];
  return `${duration(elapsedMs, 0).padStart(9)}  ${parts.join(' | ')}`;
}

function tellOfLife({ snapshot }: Followed, { tell, elapsedMs }: LifeOptions): void {
  const { lastSeen } = snapshot().context;
  const seen = lastSeen === null ? '' : `: ${sighting(lastSeen)}`;
  tell(`${duration(elapsedMs()).padStart(9)}    still running${seen}`);
}

/** Calls `beat` after each minute without a transition. Returns a function that ends it. */
export function onSilence({ subscribe }: Pick<Followed, 'subscribe'>, beat: () => void): () => void {
  let timer = setInterval(beat, HEARTBEAT_MS);
  const endHearing = subscribe(() => {
    clearInterval(timer);
    timer = setInterval(beat, HEARTBEAT_MS);
  });
  return () => {
    endHearing();
    clearInterval(timer);
  };
}
