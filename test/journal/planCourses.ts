// The courses of plans whose journals are kept: every event that the machine of a plan knows occurs in one of them.
import type { PlanContext } from '../../machines/plan/context.ts';
import type { PlanAction } from '../../machines/plan/types.ts';
import { connect, parseParameters } from '../../src/index.ts';
import type { AppliedPlan, ApplyPlanOptions, DrivenPlan } from '../../src/plan/applyPlan.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { DESTINATION, moveTo, type PlanPlace } from '../plan/planPlace.ts';
import { until } from '../plan/untilPlan.ts';

/** A plan, and what happens to it. */
export interface PlanCourse {
  readonly name: string;
  /** How many detached volumes there are. */
  readonly volumes: number;
  readonly plan?: Omit<AppliedPlan, 'actions'>;
  readonly options?: Pick<ApplyPlanOptions, 'maxFailures' | 'order' | 'pace'>;
  /** Called before it starts. Returns its moves, if they are not those of all volumes. */
  readonly prepare?: (place: PlanPlace) => Promise<readonly PlanAction[] | undefined>;
  /** Called once it has started. */
  readonly disturb?: (run: DrivenPlan, place: PlanPlace) => Promise<void>;
}

const SOURCE = 'node1@alpha#alpha';
const areTwoRunning = ({ running }: PlanContext): boolean => running.length === 2;
const always = { notBefore: '2020-01-01T00:00:00Z', window: null };
const soon = { requestsMs: 10, poolsMs: 50, otherRunsMs: 10, interruptedAfterMs: 50 };

const retypeOf = (id: string): PlanAction => ({
  ...moveTo(id),
  parameters: parseParameters({ resource_id: id, migration_type: 'retype', destination_type: 'beta' }),
});

async function startSingle({ entry, store }: PlanPlace, id: string) {
  const parameters = parseParameters({
    ...{ resource_id: id, migration_type: 'migrate', destination_node: DESTINATION },
  });
  return await startRunOn(await connect(entry), store, parameters, { pollMinMs: 5 });
}

export const planCourses: readonly PlanCourse[] = [
  {
    name: 'everyKindOfMove',
    volumes: 5,
    plan: { limits: { total: 2, perPool: 2 }, classes: { attached: always, root: null } },
    prepare: async ({ cloud, ids, moves }) => {
      const [one = '', two = '', kept = '', placed = ''] = ids;
      for (const id of [one, two]) cloud.attach(cloud.world.servers['vm1'] ?? '', id);
      cloud.addSnapshot(kept);
      cloud.setVolume(placed, { host: DESTINATION });
      return [...moves, moveTo('00000000-0000-4000-8000-000000000000')];
    },
  },
  {
    name: 'poolNotEmpty',
    volumes: 2,
    plan: { empties: [SOURCE] },
  },
  {
    name: 'pausedWithOtherLimits',
    volumes: 4,
    disturb: async (run) => {
      await until(run, areTwoRunning);
      await run.request({ type: 'pause' });
      await until(run, ({ running }) => running.length === 0);
      await run.request({ type: 'changeLimits', limits: { perPool: 1 } });
      await run.request({ type: 'resume' });
    },
  },
  {
    name: 'waitingCancelled',
    volumes: 4,
    disturb: async (run) => {
      await until(run, areTwoRunning);
      await run.request({ type: 'cancelWaiting' });
    },
  },
  {
    name: 'runningCancelled',
    volumes: 4,
    disturb: async (run, { cloud }) => {
      const isUnderWay = (): boolean => cloud.moves.some(({ event }) => event === 'start');
      while (!isUnderWay()) await new Promise((resolve) => setImmediate(resolve));
      await run.request({ type: 'cancelRunning' });
    },
  },
  {
    name: 'failuresInARow',
    volumes: 5,
    plan: { limits: { total: 1 } },
    prepare: async ({ cloud }) => {
      cloud.faults.set('*', 'migrate_volume', { raise: 'no space left on device' });
      return undefined;
    },
  },
  {
    name: 'tooManyFailures',
    volumes: 3,
    plan: { limits: { total: 1 } },
    options: { maxFailures: 1, order: 'as-given' },
    prepare: async ({ cloud, ids }) => void cloud.addSnapshot(ids[0] ?? '') as undefined,
  },
  {
    name: 'noRoom',
    volumes: 2,
    prepare: async ({ cloud, ids }) => {
      cloud.addPool({
        ...{ name: 'node3@alpha#small', capabilities: { volume_backend_name: 'alpha' }, totalGib: 0 },
      });
      return ids.map((id) => moveTo(id, 'node3@alpha#small'));
    },
  },
  {
    name: 'volumeHeld',
    volumes: 2,
    prepare: async (place) => {
      const release = place.cloud.faults.hold('*', 'migrate_volume');
      await startSingle(place, place.ids[0] ?? '');
      setTimeout(release, 500);
      // A plan whose moves name no pool does not read other runs before its first move.
      return place.ids.map(retypeOf);
    },
  },
  {
    name: 'volumeHeldByInterruptedRun',
    volumes: 2,
    options: { pace: soon },
    prepare: async (place) => {
      const run = await startSingle(place, place.ids[0] ?? '');
      run.leave();
      await run.outcome;
      return undefined;
    },
  },
];

/** How the course `limitReached` goes: two plans share the only slot. */
export const LIMIT_REACHED = { name: 'limitReached', volumes: 4, plan: { limits: { total: 1 } } } as const;
