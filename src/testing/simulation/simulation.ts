// Everything that plays a workload together: the stage, the schedule, the runs, and what is learned of them.
import { createMemoryStore } from '../../engine/memoryStore.ts';
import type { JournalStore } from '../../engine/store.ts';
import type { Driver } from './driver.ts';
import type { AtEnd, Happened } from './played.ts';
import { createScene, type Scene } from './scene.ts';
import { type Schedule, scheduleOf } from './schedule.ts';
import { type Stage, setStage } from './stage.ts';
import type { Workload } from './workload.ts';

export interface Simulation {
  readonly workload: Workload;
  readonly stage: Stage;
  readonly scene: Scene;
  readonly schedule: Schedule;
  /** The store of the journals: it outlives the processes. */
  readonly store: JournalStore;
  readonly drivers: Driver[];
  /** The state when each run ended, by its ID. */
  readonly ends: Map<string, AtEnd>;
  /** What has happened, in order. */
  readonly happened: Happened[];
  /** Requests that each run has sent after its end, by its ID. */
  readonly requestsAfterEnd: Map<string, number>;
  /** Tokens and passwords that were sent. */
  readonly secrets: Set<string>;
  /** Called with each request, event and state, for people who read a workload. */
  readonly tell: ((line: string) => void) | null;
}

/** A workload that is ready to start; without its drivers yet. */
export function createSimulation(workload: Workload, tell?: (line: string) => void): Simulation {
  const stage = setStage(workload);
  const runIds = workload.runs.map(
    (_, number) => `11111111-0000-4000-8000-${String(number).padStart(12, '0')}`,
  );
  const began = stage.time.now();
  return {
    ...{ workload, stage, scene: createScene(workload, stage, runIds), schedule: scheduleOf(workload) },
    store: createMemoryStore(),
    drivers: [],
    ends: new Map(),
    happened: [],
    requestsAfterEnd: new Map(),
    secrets: new Set(),
    tell: tell ? (line) => tell(`${((stage.time.now() - began) / 1000).toFixed(3)} s  ${line}`) : null,
  };
}
