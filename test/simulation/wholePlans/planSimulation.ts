// What a workload of plans knows while it is played: its stage, its hosts, its plans, and what was sent by whom.

import type { PlanRequest } from '../../../machines/plan/events.ts';
import type { PlanAction } from '../../../machines/plan/types.ts';
import type { WireRequest } from '../../../services/index.ts';
import type { JournalStore } from '../../../src/index.ts';
import type { DrivenPlan } from '../../../src/plan/applyPlan.ts';
import type { PlanOutcome } from '../../../src/plan/outcome.ts';
import type { RequestFault } from '../../../src/testing/simulation/index.ts';
import type { Reply } from '../../../src/testing/simulation/network.ts';
import type { SharedJournal } from './planJournal.ts';
import type { PlanProcess } from './planProcess.ts';
import type { PlanStage } from './planStage.ts';
import type { PlanSimulationEvent, PlanWorkload } from './planWorkload.ts';

/** A bug to plant in every process. */
export interface Plant {
  readonly store?: (store: JournalStore) => JournalStore;
  readonly travel?: (travel: Travel) => Travel;
}

export type Travel = (request: WireRequest) => Promise<Reply>;

/** A place where one process lives after another. */
export interface PlanHost {
  readonly number: number;
  process: PlanProcess;
  /** Counted over all its processes. */
  records: number;
  requests: number;
  /** Plans that its next process resumes. */
  readonly drives: Set<PlanDriver>;
}

/** A plan of the workload on its way to its end. */
export interface PlanDriver {
  readonly number: number;
  readonly planId: string;
  readonly actions: readonly PlanAction[];
  /** Set while a living process drives it. */
  run: DrivenPlan | null;
  hasBegun: boolean;
  outcome: PlanOutcome | null;
  /** Why it did not start, or could not be resumed. */
  failure: unknown;
  resumeAfterMs: number | null;
}

/** A request that left a process. */
export interface SentRequest {
  readonly at: number;
  readonly process: number;
  readonly runId: string;
  readonly call: string;
  readonly fault: RequestFault | null;
}

/** An event of the workload, with its time. */
export interface PlanHappened {
  readonly at: number;
  readonly event: PlanSimulationEvent;
}

/** What a person has asked of a plan, once the journal has accepted it. */
export interface AcceptedRequest {
  readonly at: number;
  readonly plan: number;
  readonly request: PlanRequest;
}

/** From when to when a process drove a plan. */
export interface Driven {
  readonly plan: number;
  readonly process: number;
  readonly from: number;
  until: number;
}

export interface PlanSimulation {
  readonly workload: PlanWorkload;
  readonly stage: PlanStage;
  readonly journal: SharedJournal;
  readonly plant: Plant;
  readonly hosts: PlanHost[];
  readonly drivers: PlanDriver[];
  readonly sent: SentRequest[];
  readonly happened: PlanHappened[];
  readonly accepted: AcceptedRequest[];
  readonly driven: Driven[];
  readonly waiting: Set<PlanWorkload['events'][number]>;
  readonly nextProcess: () => number;
  /** Starts the next process of a host. */
  readonly restart: (host: PlanHost) => void;
  readonly tell: ((line: string) => void) | null;
}
