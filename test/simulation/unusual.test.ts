// Unusual workloads: each of their actions happens, and each additional check of the judge finds its violation.
import { beforeAll, describe, expect, test } from 'vitest';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { type Observed, type VolumeLook, volumeMigratePaths, walkOnCloud } from '../../src/testing/index.ts';
import type { Look } from '../../src/testing/look.ts';
import {
  type AdminAction,
  type OwnerAction,
  type Played,
  runWorkload,
  type UnusualVolume,
  type Workload,
} from '../../src/testing/simulation/index.ts';
import { brokenAmongUnusual } from '../../src/testing/simulation/judgeUnusual.ts';
import { setStage } from '../../src/testing/simulation/stage.ts';

const workload = (
  unusual: UnusualVolume | null,
  interventions: Workload['interventions'] = [],
): Workload => ({
  cloud: {
    ...{ release: 'zed', guard: false, stageMs: 30, copyMs: 500, latencyMs: 2, attachmentRace: 'late' },
    ...{ tokenLifeMs: 43_200_000, tokenCacheMs: 0, pageSize: 1000, skewMs: 0 },
  },
  volumes: [
    {
      ...{ type: 'alpha', server: 0, migrationStatus: null, bootable: false },
      ...{ readOnly: false, snapshots: 0, unusual },
    },
  ],
  runs: [
    {
      ...{ volume: 0, parameters: { destination_type: 'nowhere', swap_method: 'attachment' }, startMs: 0 },
      ...{ lockVolume: true, limits: { stallAfterMs: 60_000, deadlineMs: 120_000, settleMs: 20_000 } },
    },
  ],
  together: false,
  unusual: true,
  interventions,
});

describe('an unusual volume, as its workload starts', () => {
  const begun = (unusual: UnusualVolume) => {
    const { cloud, volumeIds } = setStage(workload(unusual));
    const volume = cloud.state.volumes.get(volumeIds[0] ?? '');
    const rows = [...cloud.state.attachments.values()].map(({ status }) => status);
    const inNova = [...cloud.state.servers.values()].flatMap(({ devices }) => devices).length;
    return { status: volume?.status, rows, inNova, volume };
  };

  test.each([
    ['reserved too', { status: 'in-use', rows: ['attached', 'reserved'], inNova: 1 }],
    ['detached in Cinder', { status: 'available', rows: [], inNova: 1 }],
    ['attached in Cinder', { status: 'in-use', rows: ['attached'], inNova: 0 }],
    ['encrypted', { volume: { encrypted: true } }],
    ['shared', { volume: { multiattach: true } }],
  ] as const)('%s', (unusual, expected) => {
    expect(begun(unusual)).toMatchObject(expected);
  });
});

describe('an unusual action', () => {
  const source = { run: 0, volume: 'source' } as const;
  const done = async (
    does: OwnerAction | AdminAction,
    kind: 'owner' | 'admin',
    unusual: UnusualVolume | null = null,
  ) => {
    const event = { kind, does, with: source } as Workload['interventions'][number] extends infer One
      ? Extract<One, { readonly event: unknown }>['event']
      : never;
    const { after, before } = await runWorkload(workload(unusual, [{ when: { atMs: 0 }, event }]));
    return { volume: after.volumes[0], servers: after.servers, after, before };
  };

  test('a reservation adds an attachment that the volume does not show', async () => {
    const { volume } = await done('reserve', 'owner');
    expect(volume).toMatchObject({ status: 'in-use', rows: ['attached', 'reserved'] });
    expect(volume?.attachedTo).toHaveLength(1);
  });

  test('a detach in Cinder leaves the volume with Nova', async () => {
    const { volume, servers } = await done('detach in Cinder', 'admin');
    expect(volume).toMatchObject({ status: 'available', rows: [] });
    expect(servers[0]?.volumeIds).toEqual([volume?.id]);
  });

  test('an attachment in Cinder is not in Nova', async () => {
    const { volume, servers } = await done('attach in Cinder', 'admin', 'detached in Cinder');
    expect(volume).toMatchObject({ status: 'in-use', rows: ['attached'] });
    expect(servers[1]?.volumeIds).toEqual([]);
  });

  test('a failed retype leaves a reservation, and flips the flag', async () => {
    const { volume, after } = await done('fail a retype', 'admin', 'detached in Cinder');
    expect(volume).toMatchObject({ type: 'alpha', multiattach: true });
    expect(Object.values(after.reserved)).toEqual([1, 1]);
  });
});

describe('of a run that went well otherwise, it is found that', () => {
  let healthy: Observed;
  const quiet = { happened: [], runs: [{}], stage: { cloud: { requests: [] } } } as unknown as Played;

  beforeAll(async () => {
    const path = volumeMigratePaths().find(
      ({ walk }) => walk.at(-1)?.snapshot.output?.operation === 'swap' && walk.at(-1)?.state === 'succeeded',
    );
    if (path === undefined) throw new Error('there is no path of a swap');
    healthy = (await walkOnCloud(volumeMigrateMachine, path.input, path.walk)).observed;
  });

  const withVolume = (look: Look, id: string, changes: Partial<VolumeLook>): Look => ({
    ...look,
    volumes: look.volumes.map((volume) => (volume.id === id ? { ...volume, ...changes } : volume)),
  });
  const atEnd = (changes: Partial<VolumeLook>) => (seen: Observed) => ({
    after: withVolume(seen.after, seen.outcome.volumeId, changes),
  });
  /** As it was before each request of the run. */
  const atRequests = (changes: Partial<VolumeLook>) => (seen: Observed) => ({
    changes: seen.changes.map((change) => ({
      ...change,
      cloud: withVolume(change.cloud, seen.outcome.sourceVolumeId, changes),
    })),
  });
  const judge = (change: (seen: Observed) => Partial<Observed>): string[] => {
    const observed = { ...healthy, ...change(healthy) };
    return brokenAmongUnusual(observed, observed, quiet);
  };

  test('nothing is violated', () => {
    expect(judge(() => ({}))).toEqual([]);
  });

  test.each<[string, (seen: Observed) => Partial<Observed>, RegExp]>([
    ['the owner lost rights', atEnd({ ownerMayUseType: false }), /may no longer use its type/],
    ['a flag changed', atEnd({ readOnly: true }), /readOnly of volume .* is now true/],
    [
      'encryption changed',
      atEnd({ encrypted: true }),
      /was not encrypted before, and the change was not requested/,
    ],
    [
      'a reservation remains',
      ({ after }) => ({ after: { ...after, reserved: { 'demo volumes_beta': 1 } } }),
      /1 of demo volumes_beta remains reserved/,
    ],
    ['a volume remains detaching', atEnd({ status: 'detaching' }), /remains detaching/],
    [
      'a volume with a second attachment was swapped',
      atRequests({ rows: ['attached', 'reserved'] }),
      /was moved with attachments attached, reserved/,
    ],
    [
      'a volume was moved under a server',
      (seen) => ({
        changes: seen.changes.map(({ request, cloud }) => ({
          request: { ...request, body: { 'os-migrate_volume': {} } },
          cloud: withVolume(cloud, seen.outcome.sourceVolumeId, { attachedTo: [], rows: [] }),
        })),
      }),
      /was moved while Nova had it attached to server/,
    ],
  ])('%s', (_, change, found) => {
    expect(judge(change)).toContainEqual(expect.stringMatching(found));
  });

  test('what the outcome mentions is not hidden: a flag that the run reports is not a violation', () => {
    const reported = { outcome: { ...healthy.outcome, leftovers: [{ kind: 'volume', id: 'multiattach' }] } };
    expect(
      judge((seen) => ({
        ...atEnd({ multiattach: !find(seen)?.multiattach, type: find(seen)?.type ?? null })(seen),
        ...(reported as unknown as Partial<Observed>),
      })),
    ).toEqual([]);
  });

  const find = (seen: Observed) => seen.before.volumes.find(({ id }) => id === seen.outcome.sourceVolumeId);
});
