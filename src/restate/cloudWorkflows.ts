// The workflows of this package for workers: each run names its cloud, which is configured on the worker's own host.
import { z } from 'zod';
import type { Limits } from '../../machines/types.ts';
import {
  type Clock,
  type Cloud,
  connect,
  loadCloudConfig,
  systemClock,
  type TemporaryUserOptions,
} from '../../services/index.ts';
import { EngineError } from '../engine/engineError.ts';
import type { Workflow } from '../engine/workflow.ts';
import { InvalidParametersError } from '../errors.ts';
import { checkingRoom } from '../plan/roomCheck.ts';
import { PLAN_WORKFLOW, planWorkflow } from '../plan/workflow.ts';
import { WORKFLOW } from '../volumeMigrate/name.ts';
import { volumeMigrate } from '../volumeMigrate/workflow.ts';
import type { MakeWorkflow } from './engine/worker.ts';

const text = z.string().exactOptional();
const milliseconds = z.number().positive().exactOptional();

// Restate stores them, so they contain no secret: only the name of a cloud.
const settingsSchema = z.strictObject({
  cloud: text,
  region: text,
  asOtherUser: z.boolean().exactOptional(),
  limits: z
    .strictObject({ stallAfterMs: milliseconds, deadlineMs: milliseconds, settleMs: milliseconds })
    .exactOptional(),
  /** Null: any number. */
  slots: z.record(z.string(), z.number().nullable()).exactOptional(),
  temporaryUser: z.strictObject({ domain: text, domainId: text, role: text }).exactOptional(),
});

/** The settings of a run besides its parameters: the `settings` of a `RunOrder`. They contain no secret. */
export interface ClusterSettings {
  /** The name of a cloud that is configured on the hosts of the workers. @default as for the OpenStack clients */
  readonly cloud?: string;
  readonly region?: string;
  /** Whether to resume runs that were started by another user or in another project. @default false */
  readonly asOtherUser?: boolean;
  /** How long the run may wait. All values are in milliseconds. */
  readonly limits?: Limits;
  /** How many unfinished runs may have each slot; null: any number. */
  readonly slots?: Readonly<Record<string, number | null>>;
  readonly temporaryUser?: TemporaryUserOptions;
}

/** The cloud that a run names. */
export interface NamedCloud {
  readonly cloud: string | undefined;
  readonly region: string | undefined;
}

/** Options of `cloudWorkflows`. */
export interface CloudWorkflowsOptions {
  /** Signs in to a cloud. @default with the clouds.yaml or the OS_* variables of this host */
  readonly connectTo?: (named: NamedCloud) => Promise<Cloud>;
  readonly clock?: Clock;
}

/** The slot that every unfinished plan on a cloud has, and how many plans may have it. */
export const OPEN_PLANS = { slot: 'open plans', limit: 500 } as const;

/** Makes the workflows `volumeMigrate` and `plan` for the clouds that are configured on this host. */
export function cloudWorkflows({ connectTo = signIn, clock }: CloudWorkflowsOptions = {}): MakeWorkflow {
  const cloudOf = onePerName(connectTo);
  const timed = clock === undefined ? {} : { clock };
  return async ({ workflow: name, settings, parent }, runId, store): Promise<Workflow> => {
    const { cloud: cloudName, region, slots, ...options } = parseSettings(settings);
    if (name !== WORKFLOW && name !== PLAN_WORKFLOW)
      throw new EngineError('WorkflowUnknown', `this worker has no workflow ${name}`);
    const cloud = (await cloudOf({ cloud: cloudName, region })).forRun(runId);
    const asked = { ...options, ...timed };
    if (name === PLAN_WORKFLOW) return limited(planWorkflow(cloud, store, asked));
    if (slots === undefined) return volumeMigrate(cloud, asked) as Workflow;
    const limits = unlimited(slots);
    const workflow = volumeMigrate(cloud, { ...asked, slots: limits }) as Workflow;
    if (parent === null) return workflow;
    return checkingRoom(workflow, {
      ...{ planId: parent, slots: limits, cloud, store, clock: clock ?? systemClock },
    });
  };
}

// A plan that waits for its moves keeps one of the places that Restate has for handlers. If plans had all of a partition's, they
// would wait forever.
const limited = (plan: Workflow): Workflow => ({
  ...plan,
  ports: async (run) => {
    const { claim, ...ports } = await plan.ports(run);
    const slots = { [OPEN_PLANS.slot]: OPEN_PLANS.limit };
    return { ...ports, claim: { resource: null, scope: null, ...claim, slots } };
  },
});

function parseSettings(settings: unknown): ClusterSettings {
  const { data, error } = settingsSchema.safeParse(settings);
  if (data !== undefined) return data;
  throw new InvalidParametersError(
    error.issues.map(({ path, message }) => `settings.${path.join('.')}: ${message}`),
  );
}

const signIn = async (named: NamedCloud): Promise<Cloud> => await connect(await loadCloudConfig(named));

// One sign-in serves all runs on a cloud. A refused one is not kept: the next run tries again.
function onePerName(connectTo: (named: NamedCloud) => Promise<Cloud>): (named: NamedCloud) => Promise<Cloud> {
  const clouds = new Map<string, Promise<Cloud>>();
  return async (named) => {
    const key = JSON.stringify([named.cloud, named.region]);
    const known = clouds.get(key);
    if (known !== undefined) return await known;
    const connecting = connectTo(named);
    clouds.set(key, connecting);
    connecting.catch(() => clouds.delete(key));
    return await connecting;
  };
}

// JSON has no infinity.
const unlimited = (slots: Readonly<Record<string, number | null>>): Record<string, number> =>
  Object.fromEntries(Object.entries(slots).map(([name, limit]) => [name, limit ?? Number.POSITIVE_INFINITY]));
