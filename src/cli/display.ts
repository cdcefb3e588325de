// What is printed about a run while it is under way, in each format.
import process from 'node:process';
import type { JournalStore } from '../engine/store.ts';
import type { Progress } from '../volumeMigrate/progress.ts';
import { type Estimate, estimateFor, estimateInShort, estimateInWords } from './estimate.ts';
import { eventOf, heartbeatOf } from './events.ts';
import type { Format } from './format.ts';
import { type Followed, onSilence, signsOfLife } from './heartbeat.ts';
import { penFor, sayErrorLines, sayJson, sayLines } from './output.ts';
import { progressLines } from './render.ts';

export interface Display {
  /** Shows a step of the run. */
  readonly onProgress: (progress: Progress) => void;
  /** Prints the lines about the start of the run, if no step has done so yet. */
  readonly begun: () => void;
  /** Prints what the user should know now. */
  readonly notice: (line: string) => void;
  /** Shows that the run is under way, until the returned function is called. */
  readonly follow: (run: Followed) => () => void;
}

export interface DisplayOptions {
  readonly format: Format;
  /** About the run; printed once it has started: a run that is refused is in no journal. */
  readonly lines: readonly string[];
  /** Where similar runs are looked up. */
  readonly store: Pick<JournalStore, 'list' | 'read'>;
  /** The cloud of the run, as the journal names it. */
  readonly cloud: string | null;
  /** Nothing is printed: only the outcome counts. @default false */
  readonly isQuiet?: boolean;
  /** Gives parameters the names of the options that the user typed. */
  readonly asTyped?: ((text: string) => string) | undefined;
  /** @default milliseconds since the display was created */
  readonly elapsedMs?: () => number;
}

const QUIET: Display = { onProgress: () => {}, begun: () => {}, notice: () => {}, follow: () => () => {} };

/** Text is printed on standard output, and with `json` on standard error; `events` prints JSON Lines instead. */
export function createDisplay(options: DisplayOptions): Display {
  const { format, isQuiet = false, asTyped } = options;
  if (isQuiet) return QUIET;
  const begunAt = performance.now();
  const { elapsedMs = () => performance.now() - begunAt } = options;
  const { stream, pen, tell } = printerOf(format);
  let left = options.lines;
  let estimate = '';
  const begun = (): void => {
    tell(left.map((line) => pen.paint('dim', line)));
    left = [];
  };
  const showEstimate = (runId: string, found: Estimate): void => {
    estimate = estimateInShort(found);
    if (format === 'events') sayJson({ type: 'estimate', runId, ...found });
    tell([pen.paint('dim', `${' '.repeat(11)}${estimateInWords(found)}`)]);
  };
  const life = {
    ...{ stream, elapsedMs, estimate: () => estimate },
    tell: (line: string) => tell([pen.paint('dim', line)]),
  };
  return {
    onProgress: (progress) => {
      begun();
      if (format === 'events') sayJson(eventOf(progress));
      else tell(progressLines(progress, pen, asTyped));
    },
    begun,
    notice: (line) => tell([pen.paint('yellow', line)]),
    follow: (run) => {
      const endEstimating = onAccepted(run, options, showEstimate);
      const endLife = format === 'events' ? heartbeats(run, elapsedMs) : signsOfLife(run, life);
      return () => {
        endEstimating();
        endLife();
      };
    },
  };
}

const heartbeats = (run: Followed, elapsedMs: () => number): (() => void) =>
  onSilence(run, () => sayJson(heartbeatOf(run, elapsedMs())));

// JSON Lines are for programs: nothing else is printed with them.
function printerOf(format: Format) {
  const stream = format === 'text' ? process.stdout : process.stderr;
  const print = format === 'text' ? sayLines : sayErrorLines;
  const tell = (lines: readonly string[]): void => {
    if (format !== 'events') print(lines);
  };
  return { stream, pen: penFor(stream), tell };
}

// Looks for similar runs once, when the cloud has accepted the operation: until then it is not known which.
function onAccepted(
  { snapshot, subscribe }: Followed,
  { store, cloud }: DisplayOptions,
  show: (runId: string, estimate: Estimate) => void,
): () => void {
  let isLooking = false;
  let isEnded = false;
  const look = (): void => {
    const { context } = snapshot();
    const { runId, did, status, volume } = context;
    if (isLooking || isEnded || did === null || volume === null || status !== null) return;
    isLooking = true;
    // An estimate is a convenience: a journal that cannot be read is reported elsewhere.
    estimateFor(store, context, cloud).then(
      (estimate) => {
        if (!isEnded) show(runId, estimate);
      },
      () => undefined,
    );
  };
  const unsubscribe = subscribe(look);
  look();
  return () => {
    isEnded = true;
    unsubscribe();
  };
}
