// What has come of a story.
import type { Parameters } from '../../../machines/types.ts';
import type { Entry } from '../../journal/records.ts';
import type { Outcome } from '../../outcome.ts';
import type { ChangeSeen, Look } from '../look.ts';
import type { Stage } from './stage.ts';
import type { Story, StoryEvent } from './story.ts';

export interface PlayedRun {
  readonly runId: string;
  readonly parameters: Parameters;
  /** Null for a run that never began, and for one that nobody went on with. */
  readonly outcome: Outcome | null;
  /** What it told each time that it was stopped at once. */
  readonly abandoned: readonly Abandoned[];
  /** Why it did not begin, or could not be gone on with; null where it did. */
  readonly failure: unknown;
  readonly entries: readonly Entry[];
  /** As it was when the run ended; null where it did not. */
  readonly atEnd: AtEnd | null;
  /** Requests that it sent after its end. */
  readonly requestsAfterEnd: number;
}

export interface AtEnd {
  readonly cloud: Look;
  /** The data that each of the story's volumes must hold. */
  readonly data: readonly (string | null)[];
}

export interface Abandoned {
  readonly outcome: Outcome;
  /** What the cloud held then. */
  readonly cloud: Look;
}

/** An event of the story, at a time of the virtual clock. */
export interface Happened {
  readonly at: number;
  readonly event: StoryEvent;
}

export interface Played {
  readonly story: Story;
  readonly stage: Stage;
  /** What the cloud held before the story, and holds when all has come to rest after it. */
  readonly before: Look;
  readonly after: Look;
  readonly runs: readonly PlayedRun[];
  readonly happened: readonly Happened[];
  /** Every changing request, of whomever, with the cloud as it came in. */
  readonly changes: readonly ChangeSeen[];
  /** Who made a volume: run ids by volume ids. */
  readonly makers: ReadonlyMap<string, string>;
  /** The data that each of the story's volumes must hold, in whatever volume it is now. */
  readonly data: readonly (string | null)[];
  /** Tokens and passwords that were sent. */
  readonly secrets: ReadonlySet<string>;
  /** Ids of the runs that have not ended in the time allowed. */
  readonly stuck: readonly string[];
  readonly elapsedMs: number;
  readonly allowedMs: number;
}
