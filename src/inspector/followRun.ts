// Follows one run as its records arrive: what is known of it, and what is new.
import { setImmediate } from 'node:timers/promises';
import { ReplayError } from '../engine/replayChecks.ts';
import type { JournalStore } from '../engine/store.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import {
  createInspectedTimeline,
  type GrowingInspectedTimeline,
  type InspectedMoment,
} from './inspectedTimeline.ts';
import { faultOf, messageOf } from './messages.ts';
import type { Subject } from './watch.ts';

interface Following {
  readonly timeline: GrowingInspectedTimeline;
  readonly moments: InspectedMoment[];
  /** As last sent; empty if not sent yet. */
  head: string;
  fault: string;
  /** Nothing more will come: the run has ended, or a record does not fit. */
  isOver: boolean;
}

/** Follows a run of the journal, including one that does not exist yet. */
export function followRun(store: Pick<JournalStore, 'readAfter'>, runId: string): Subject {
  const following: Following = {
    ...{ timeline: createInspectedTimeline(), moments: [] },
    ...{ head: '', fault: '', isOver: false },
  };
  const { moments } = following;
  return {
    known: () => {
      const told = moments.length === 0 ? '' : messageOf('moments', { from: 0, moments });
      return following.head + told + following.fault;
    },
    look: async () => {
      if (following.isOver) return '';
      try {
        const entries = await store.readAfter(runId, moments.length - 1);
        if (moments.length + entries.length > 0) return await take(following, entries);
        return failed(following, new Error(`the journal has no run ${runId}`));
      } catch (error) {
        return failed(following, error);
      }
    },
  };
}

// A plan may have thousands of records, and the process that reads them may drive it as well.
const TAKEN_AT_ONCE = 100;

// Records that fit are sent, even if the record after them does not.
async function take(following: Following, entries: readonly JournalEntry[]): Promise<string> {
  const { timeline, moments } = following;
  const from = moments.length;
  try {
    for (const [index, entry] of entries.entries()) {
      if (index % TAKEN_AT_ONCE === TAKEN_AT_ONCE - 1) await setImmediate();
      moments.push(timeline.take(entry));
    }
    return news(following, from);
  } catch (error) {
    return (moments.length > from ? news(following, from) : '') + failed(following, error);
  }
}

function news(following: Following, from: number): string {
  const { timeline, moments, head: before, fault } = following;
  if (moments.length === from && fault === '') return '';
  const head = timeline.head();
  following.head = messageOf('head', head);
  following.fault = '';
  following.isOver = head.endedAt !== null;
  // After an error the head is sent again, to show that the run is over.
  const toldHead = following.head === before && fault === '' ? '' : following.head;
  return toldHead + messageOf('moments', { from, moments: moments.slice(from) });
}

function failed(following: Following, error: unknown): string {
  const fault = faultOf(error);
  if (fault === following.fault) return '';
  following.fault = fault;
  following.isOver = error instanceof ReplayError;
  return fault;
}
