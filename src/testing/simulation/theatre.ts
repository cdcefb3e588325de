// All that plays a story together: the stage, the agenda of what happens when, the runs, and what is learned of them.
import { createMemoryStore } from '../../journal/memoryStore.ts';
import type { JournalStore } from '../../journal/store.ts';
import { type Agenda, agendaOf } from './agenda.ts';
import type { AtEnd, Happened } from './played.ts';
import type { Player } from './player.ts';
import { createScene, type Scene } from './scene.ts';
import { type Stage, setStage } from './stage.ts';
import type { Story } from './story.ts';

export interface Theatre {
  readonly story: Story;
  readonly stage: Stage;
  readonly scene: Scene;
  readonly agenda: Agenda;
  /** Where journals are kept: it outlives the processes. */
  readonly store: JournalStore;
  readonly players: Player[];
  /** As it was when each run ended, by its id. */
  readonly ends: Map<string, AtEnd>;
  /** What has happened, in order. */
  readonly happened: Happened[];
  /** Requests that each run has sent after its end, by its id. */
  readonly requestsAfterEnd: Map<string, number>;
  /** Tokens and passwords that were sent. */
  readonly secrets: Set<string>;
  /** Tells of a request, an event, a state, for people who read a story. */
  readonly tell: ((line: string) => void) | null;
}

/** A story that is ready to begin; without its players yet. */
export function createTheatre(story: Story, tell?: (line: string) => void): Theatre {
  const stage = setStage(story);
  const runIds = story.runs.map((_, number) => `11111111-0000-4000-8000-${String(number).padStart(12, '0')}`);
  const began = stage.time.now();
  return {
    ...{ story, stage, scene: createScene(story, stage, runIds), agenda: agendaOf(story) },
    store: createMemoryStore(),
    players: [],
    ends: new Map(),
    happened: [],
    requestsAfterEnd: new Map(),
    secrets: new Set(),
    tell: tell ? (line) => tell(`${((stage.time.now() - began) / 1000).toFixed(3)} s  ${line}`) : null,
  };
}
