// What a strategy is: a pure function from a view of a cloud, and parameters, to a plan.
import type { z } from 'zod';
import type { PlanAction, PlanLimits } from '../../machines/plan/types.ts';
import type { MigrationParameters } from '../../machines/types.ts';
import type { PlanPool, PlanSkipped } from '../plan/file/types.ts';
import type { PlanDraft } from './planDraft.ts';
import type { CloudView } from './view/types.ts';

/** A move that a strategy proposes; defaults replace what it omits. */
export interface ProposedAction extends Partial<Omit<PlanAction, 'parameters'>> {
  /** A volume, and a pool or a type. @default migrationType: 'migrate' to a pool, otherwise 'retype' */
  readonly parameters: Partial<MigrationParameters> & Pick<MigrationParameters, 'resourceId'>;
}

/** What a strategy proposes. */
export interface Proposal {
  readonly actions: readonly ProposedAction[];
  /** Volumes that should move but cannot, each with every reason. @default none */
  readonly skipped?: readonly PlanSkipped[];
  /** @default the pools that the actions name or empty, with their figures before and after */
  readonly pools?: readonly PlanPool[];
  readonly limits?: PlanLimits;
  /** Pools that are to be empty once the plan has been applied: they are listed again then. */
  readonly empties?: readonly string[];
  /** What the reader should know about the plan as a whole. */
  readonly notes?: readonly string[];
}

/** A strategy. The same view, in whatever order its lists are, must give the same proposal. */
export interface Strategy<Parameters = unknown> {
  readonly name: string;
  readonly description: string;
  /** A zod schema of its parameters. */
  readonly parameters: z.ZodType<Parameters>;
  /** `draft` is an empty plan that accepts a move only if nothing blocks it; it can be returned. */
  readonly propose: (view: CloudView, parameters: Parameters, draft: PlanDraft) => Proposal;
}
