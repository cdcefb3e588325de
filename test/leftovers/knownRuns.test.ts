// Which runs of a journal count: those of this cloud, and for a volume the one that is not over.
import { beforeEach, expect, test } from 'vitest';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../../src/engine/machineStamp.ts';
import { createMemoryStore, type JournalStore, parseParameters } from '../../src/index.ts';
import { knownRuns } from '../../src/leftovers/knownRuns.ts';
import { createWriter } from '../engine/writer.ts';
import { KEYSTONE } from './seen.ts';

const VOLUME = '00000000-0000-4000-8000-0000000000ff';
const parameters = parseParameters({ resource_id: VOLUME, migration_type: 'cold', destination_type: 'beta' });

let store: JournalStore;
beforeEach(() => {
  store = createMemoryStore();
});

async function write(runId: string, cloud: string, isOver: boolean): Promise<void> {
  await store.hold({ runId, resource: VOLUME, scope: cloud });
  const journal = createWriter(store);
  const input = { runId, parameters, startedAt: '2026-11-21T22:00:00.000Z' };
  journal.append(runId, { kind: 'started', machine: machineStamp(volumeMigrateMachine), input, cloud });
  if (isOver) journal.append(runId, { kind: 'givenUp', why: 'a test' });
  await journal.flush(runId);
  await store.release(runId);
}

test('a volume is moved by the unfinished run of this cloud', async () => {
  await write('r1', KEYSTONE, true);
  expect((await knownRuns(store, KEYSTONE)).moverOf(VOLUME)).toBeUndefined();
  await write('r2', 'http://other/v3', false);
  expect((await knownRuns(store, KEYSTONE)).moverOf(VOLUME)).toBeUndefined();
  await write('r3', KEYSTONE, false);
  expect((await knownRuns(store, KEYSTONE)).moverOf(VOLUME)).toMatchObject({ runId: 'r3' });
});

test('the runs that are over are those of this cloud', async () => {
  await write('r1', KEYSTONE, true);
  await write('r2', 'http://other/v3', true);
  await write('r3', KEYSTONE, false);
  expect((await knownRuns(store, KEYSTONE)).over.map(({ runId }) => runId)).toEqual(['r1']);
});

test('the facts are available for any run of the journal, and for no other', async () => {
  await write('r2', 'http://other/v3', true);
  const { factsOf } = await knownRuns(store, KEYSTONE);
  expect(await factsOf('r2')).toMatchObject({ runId: 'r2', cloud: 'http://other/v3', doubt: null });
  expect(await factsOf('r9')).toBeNull();
});
