// A cloud with a plan of six moves, and what it must come to wherever its process is killed.
import type { PlanAction } from '../../machines/plan/types.ts';
import { createMemoryStore, type JournalStore } from '../../src/index.ts';
import type { PlanOutcome } from '../../src/plan/outcome.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../../src/simulator/index.ts';
import { mostAtOnce, moveSpans } from '../../src/simulator/moveSpans.ts';
import { askedFor, DESTINATION, moveTo } from '../plan/planPlace.ts';

const OTHER_DESTINATION = 'node2@alpha#alpha';

export interface PlanWorld extends AsyncDisposable {
  readonly cloud: SimulatedCloud;
  readonly entry: object;
  readonly store: JournalStore;
  readonly moves: readonly PlanAction[];
  /** The name of a volume by its ID. */
  readonly nameOf: (volumeId: string) => string;
}

/**
 * The moves: two volumes of one server and a detached one to one pool, a detached one to another pool, one that is refused because it
 * has a snapshot, and one that already is in place.
 */
export async function openPlanWorld(gibPerSecond?: number, store = createMemoryStore()): Promise<PlanWorld> {
  const running = await startSimulatedCloud({
    ...{ stageMs: 4, ...(gibPerSecond === undefined ? {} : { gibPerSecond }) },
  });
  const { cloud } = running;
  const names = new Map<string, string>();
  const add = (name: string, host?: string): string => {
    const seed = { name, type: 'alpha', project: 'demo', user: 'alice', data: `data of ${name}` };
    const { id } = cloud.addVolume({ ...seed, ...(host === undefined ? {} : { host }) });
    names.set(id, name);
    return id;
  };
  const [root, data, free, elsewhere] = [add('root'), add('data'), add('free'), add('elsewhere')];
  const [kept, placed] = [add('kept'), add('placed', DESTINATION)];
  for (const id of [root, data]) cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  cloud.addSnapshot(kept);
  const moves = [root, data, free, elsewhere, kept, placed].map((id) =>
    moveTo(id, id === elsewhere ? OTHER_DESTINATION : DESTINATION),
  );
  return {
    ...{ cloud, store, moves, entry: running.cloudsYaml.clouds.simulated },
    nameOf: (id) => names.get(id) ?? id,
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      await store.close();
    },
  };
}

/** How the plan ended, where each volume and its data are, and how often Cinder was asked to move it. */
export async function endOf({ cloud, store, moves, nameOf }: PlanWorld, outcome: PlanOutcome) {
  const { status, counts, reasons, actions } = outcome;
  const asked = askedFor(cloud);
  const ids = moves.map(({ parameters }) => parameters.resourceId);
  const hosts = new Set([...cloud.state.volumes.values()].map(({ host }) => host ?? ''));
  return {
    ...{ status, counts, reasons, actions: actions.map((action) => withoutIds(action, nameOf)) },
    volumes: ids.map((id) => {
      const { host, status, migrationStatus } = cloud.state.volumes.get(id) ?? {};
      const shown = { host, status, migrationStatus, data: cloud.data(id) };
      return { name: nameOf(id), ...shown, asked: asked.get(id) ?? 0 };
    }),
    rows: cloud.state.volumes.size,
    disks: [...hosts].sort().map((host) => [host, Object.keys(cloud.disks(host)).length]),
    open: (await store.list({ unfinished: true })).length,
    errors: cloud.errors.map(String),
  };
}

/** Limits that the cloud's own log shows to have been exceeded. */
export function exceeded({ cloud }: PlanWorld): readonly string[] {
  const spans = moveSpans(cloud.moves);
  const most = (limit: number, keysOf: (span: (typeof spans)[number]) => readonly (string | null)[]) =>
    [...mostAtOnce(spans, keysOf, 'ended')].flatMap(([key, count]) =>
      count > limit ? [`${count} at once for ${key}`] : [],
    );
  return [
    ...most(2, () => ['the plan']),
    ...most(1, ({ destination }) => [destination]),
    ...most(1, ({ serverId }) => [serverId]),
  ];
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const withoutIds = (
  { resource_id, status, reasons, outcome }: PlanOutcome['actions'][number],
  nameOf: (id: string) => string,
) => ({
  ...{ name: nameOf(resource_id), status, ended: outcome?.status ?? null },
  // Each cloud gives its snapshot another ID.
  reasons: reasons.map((reason) => reason.replaceAll(UUID, 'ID')),
});
