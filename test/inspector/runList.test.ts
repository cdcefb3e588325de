// The inspector's list of runs: of every workflow, with the names in their records and their parents.
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import type { JournalStore, RunSummary } from '../../src/engine/store.ts';
import { createRunList } from '../../src/inspector/runList.ts';
import { namesAfter } from '../../src/inspector/runNames.ts';
import { COURSES, finished } from '../page/runs.ts';

test('a migration is listed with the names of its volume, its pools and its types', async () => {
  const store = await finished([COURSES.swap]);
  const [run] = await createRunList(store).look();
  expect(run).toMatchObject({
    ...{ workflow: 'volumeMigrate', parent: null, status: 'SUCCEEDED' },
    names: {
      ...{ volumeName: 'data1', fromHost: 'node1@alpha#alpha', fromType: 'alpha', destinationType: 'beta' },
      ...{ toHost: 'node1@beta#beta', toType: 'beta', newVolumeId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    },
  });
  expect(run?.names.newVolumeId).not.toBe(run?.volumeId);
});

test('the records of a run that is over are read once, those of an open run from where the last reading ended', async () => {
  const whole = await finished([COURSES.migration]);
  const entries = await whole.read((await whole.list())[0]?.runId ?? '');
  const store = createMemoryStore();
  const reads: number[] = [];
  const list = createRunList({
    list: store.list,
    readAfter: (runId, n) => {
      reads.push(n);
      return store.readAfter(runId, n);
    },
  });
  const half = Math.floor(entries.length / 2);
  await store.commit({ entries: entries.slice(0, half), states: new Map() });
  const [open] = await list.look();
  expect(open?.names).toMatchObject({ volumeName: 'free1' });
  expect(open?.names.toHost).toBeUndefined();
  await store.commit({ entries: entries.slice(half), states: new Map() });
  const [over] = await list.look();
  expect(over?.names.toHost).toBe('node2@tier9#alpha');
  await list.look();
  expect(reads).toEqual([-1, half - 1]);
});

test('many runs get their names a few at a time, the unread ones first', async () => {
  const whole = await finished([COURSES.migration]);
  const [summary] = await whole.list();
  const entries = await whole.read(summary?.runId ?? '');
  const runs = Array.from({ length: 120 }, (_, index) => ({
    ...summary,
    runId: `run ${index}`,
    endedAt: null,
  }));
  const list = createRunList({ list: async () => runs as RunSummary[], readAfter: async () => entries });
  const named = async (): Promise<number> =>
    (await list.look()).filter(({ names }) => names.volumeName !== undefined).length;
  expect([await named(), await named(), await named()]).toEqual([50, 100, 120]);
});

const summary = (runId: string, parent: string | null): RunSummary => ({
  ...{ runId, parent, workflow: 'plan', resource: null, scope: null, input: null },
  ...{ startedAt: '', endedAt: null, status: null, state: null, holder: null, slots: [] },
});

test('a parent is listed with its children, however many there are', async () => {
  const children = Array.from({ length: 700 }, (_, index) => summary(`child ${index}`, 'plan'));
  const all = [...children, summary('unrelated', null), summary('plan', null)];
  const store: Pick<JournalStore, 'list' | 'readAfter'> = {
    list: async () => all,
    readAfter: async () => [],
  };
  const listed = (await createRunList(store).look()).map(({ runId }) => runId);
  expect(listed).toHaveLength(501);
  expect(listed.at(-1)).toBe('plan');
});

test('a record in an unknown form gives no names, and a run that cannot be read is listed without', async () => {
  const record = { kind: 'ended' as const, result: 'just text' };
  expect(namesAfter({ volumeName: 'kept' }, [{ runId: '', n: 0, at: '', digest: '', record }])).toEqual({
    volumeName: 'kept',
  });
  const migration = { ...summary('run', null), workflow: 'volumeMigrate', resource: 'volume' };
  const broken = createRunList({
    list: async () => [migration],
    readAfter: async () => {
      throw new Error('disk gone');
    },
  });
  expect(await broken.look()).toMatchObject([{ runId: 'run', volumeId: 'volume', names: {} }]);
});
