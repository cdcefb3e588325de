// The repair of a run that was killed in Restate: its records are stored elsewhere before Restate is told to forget them.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repairObject } from '../../../src/restate/engine/repairObject.ts';

const RUN_ID = '3f9c2d1a-0000-4000-8000-000000000000';
const INVOCATION = { id: 'inv_1', target_service_key: RUN_ID, status: 'completed' };
const ENTRIES = [{ runId: RUN_ID, n: 0, at: '2026-01-01T00:00:00.000Z', record: { kind: 'started' } }];
const DETAIL = { head: { workflow: 'small', parent: null }, now: {}, order: { settings: {} } };

let admin: Server;
let stored: ReadonlySet<string>;
let storedAtPurge: readonly string[] | null;

// Restate's admin API, which has an invocation that was killed.
function respond({ url = '' }: IncomingMessage): object {
  if (url.endsWith('/purge')) storedAtPurge = [...stored];
  return url === '/query' ? { rows: [{ ...INVOCATION, completion_failure: 'killed' }] } : {};
}

beforeEach(async () => {
  [stored, storedAtPurge] = [new Set(), null];
  admin = createServer((request, response) => void response.end(JSON.stringify(respond(request))));
  await new Promise<void>((listening) => admin.listen(0, '127.0.0.1', listening));
});

afterEach(() => void admin.close());

/** A context that stores as Restate does: what a handler has set is stored once a later step is answered. */
function context(entries: readonly object[] = ENTRIES): object {
  const set = new Set<string>();
  const run = async (_: string, work: () => unknown): Promise<unknown> => {
    const result = await work();
    stored = new Set(set);
    return result;
  };
  const workflow = {
    detail: async () => DETAIL,
    records: async () => ({ entries, hasMore: false }),
  };
  return {
    ...{ key: RUN_ID, run, get: async () => null, set: (name: string) => void set.add(name) },
    ...{ clear: () => {}, workflowClient: () => workflow, workflowSendClient: () => ({ run: () => {} }) },
  };
}

// What the handler that resumes a run returns.
async function resume(ctx: object): Promise<unknown> {
  const sdk = { object: (definition: unknown) => definition, TerminalError: Error };
  const url = new URL(`http://127.0.0.1:${(admin.address() as AddressInfo).port}`);
  const { handlers } = repairObject(sdk as never, url) as never as {
    handlers: { resume: (ctx: object, settings: object) => Promise<unknown> };
  };
  return await handlers.resume(ctx, {});
}

test('the records of a killed run are stored before its invocation, and with it the records, is purged', async () => {
  expect(await resume(context())).toEqual({ kind: 'restored' });
  expect(storedAtPurge).toEqual(['kept']);
});

test('a run with more records than Restate accepts in one message is refused, and nothing is purged', async () => {
  const large = [{ ...ENTRIES[0], record: { kind: 'started', input: 'x'.repeat(31 * 2 ** 20) } }];
  expect(await resume(context(large))).toEqual({
    ...{ kind: 'refused', standing: 'stopped', isTooLarge: true },
    why: 'its records are 32 MiB, and Restate accepts at most 30 MiB at once. They can be read and exported. To release what the run holds, purge its invocation in Restate, then run: volume-migrate leftovers',
  });
  expect(storedAtPurge).toBeNull();
});
