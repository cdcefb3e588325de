// Closing a run that is paused in Restate, while somebody else resumes it there: no worker makes a call for a run that is closed.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repairObject } from '../../../src/restate/engine/repairObject.ts';
import { RunLoop } from '../../../src/restate/engine/runLoop.ts';

const RUN_ID = '3f9c2d1a-0000-4000-8000-000000000000';
const ENTRIES = [{ runId: RUN_ID, n: 0, at: '2026-01-01T00:00:00.000Z', record: { kind: 'started' } }];
const DETAIL = { head: { workflow: 'small', parent: null }, now: { endedAt: null }, order: { settings: {} } };
const CLOSING = { runId: RUN_ID, n: 1, record: { kind: 'givenUp', why: 'a test' } };

let admin: Server;
// What Restate has stored of the object's state, and what its admin API was asked to do with the invocation.
let stored: ReadonlySet<string>;
let acts: string[];
let status: 'paused' | 'running' | 'completed';
let onKill: () => void;

function respond({ url = '' }: IncomingMessage, response: { statusCode: number }): object {
  if (url !== '/query') {
    acts.push(url.split('/').at(-1) ?? '');
    if (url.endsWith('/kill')) onKill();
    if (url.endsWith('/kill') && response.statusCode === 200) status = 'completed';
    return {};
  }
  return { rows: [{ id: 'inv_1', target_service_key: RUN_ID, status, completion_failure: 'killed' }] };
}

beforeEach(async () => {
  [stored, acts, status, onKill] = [new Set(), [], 'paused', () => {}];
  admin = createServer((request, response) => void response.end(JSON.stringify(respond(request, response))));
  await new Promise<void>((listening) => admin.listen(0, '127.0.0.1', listening));
});

afterEach(() => void admin.close());

/** A context that stores as Restate does: what a handler has set is stored once a later step is answered. */
function context({ onStored = () => {} }: { readonly onStored?: () => void } = {}) {
  const set = new Set<string>();
  const sent: unknown[] = [];
  const run = async (name: string, work: () => unknown): Promise<unknown> => {
    const result = await work();
    stored = new Set(set);
    if (name === 'closing') onStored();
    return result;
  };
  const workflow = {
    detail: async () => DETAIL,
    records: async () => ({ entries: ENTRIES, hasMore: false }),
  };
  const ctx = {
    ...{ key: RUN_ID, run, get: async () => null, set: (name: string) => void set.add(name) },
    clear: (name: string) => void set.delete(name),
    workflowClient: () => workflow,
    workflowSendClient: () => ({ run: (order: unknown) => void sent.push(order) }),
  };
  return { ctx, sent, isClosing: () => set.has('closing') };
}

const sdk = {
  ...{ object: (definition: unknown) => definition, TerminalError: Error },
  handlers: { object: { shared: (handler: unknown) => handler } },
  RestatePromise: { race: async (all: Promise<unknown>[]) => await Promise.race(all) },
};

async function close(ctx: object): Promise<unknown> {
  const url = new URL(`http://127.0.0.1:${(admin.address() as AddressInfo).port}`);
  const { handlers } = repairObject(sdk as never, url) as never as {
    handlers: { close: (ctx: object, entry: object) => Promise<unknown> };
  };
  return await handlers.close(ctx, CLOSING);
}

test('workers can see that a run is being closed before its invocation is killed, and until its workflow has the last record', async () => {
  const { ctx, sent, isClosing } = context();
  let seen: readonly string[] = [];
  onKill = () => {
    seen = [...stored];
  };
  expect(await close(ctx)).toEqual({ kind: 'restored' });
  expect({ seen, acts }).toEqual({ seen: ['closing'], acts: ['kill', 'purge'] });
  expect(sent).toEqual([
    expect.objectContaining({ restored: expect.objectContaining({ closing: CLOSING }) }),
  ]);
  expect(isClosing()).toBe(false);
});

test('a run that was resumed in Restate first is left to its worker', async () => {
  const { ctx, sent, isClosing } = context({
    onStored: () => {
      status = 'running';
    },
  });
  expect(await close(ctx)).toMatchObject({ kind: 'refused', standing: 'driven' });
  expect({ acts, sent, isClosing: isClosing() }).toEqual({ acts: [], sent: [], isClosing: false });
});

test('a run stays open for its workers if it could not be closed', async () => {
  const { ctx, isClosing } = context();
  onKill = () => void admin.closeAllConnections();
  await expect(close(ctx)).rejects.toThrow('cannot reach Restate');
  expect(isClosing()).toBe(false);
});

// An attempt at a run that has records.
function attempt(isClosing: () => boolean) {
  const driven: string[] = [];
  const drive = (runId: string) => {
    driven.push(runId);
    return {
      next: async () => ({ kind: 'refused', refusal: { kind: 'limit', slots: [] } }),
      abandon: () => {},
    };
  };
  const ctx = {
    ...{ key: RUN_ID, set: () => {}, run: async (_: string, work: () => unknown) => await work() },
    request: () => ({ id: 'inv_2', attemptCompletedSignal: new AbortController().signal }),
    cancellation: () => ({ map: () => new Promise(() => {}) }),
    objectClient: () => ({ release: async () => {} }),
  };
  const restored = {
    head: { runId: RUN_ID, resource: null, scope: null },
    state: null,
    entries: ENTRIES,
    closing: null,
  };
  const order = { workflow: 'small', settings: {}, parent: null, given: null, restored };
  const options = { drive, driver: {}, isClosing: async () => isClosing() };
  const loop = new RunLoop(sdk as never, ctx as never, order as never, options as never);
  return { driven, ended: loop.toEnd() };
}

test('a worker makes no call for a run that is being closed', async () => {
  const { driven, ended } = attempt(() => true);
  await expect(ended).rejects.toThrow(`run ${RUN_ID} is being closed`);
  expect(driven).toEqual([]);
});

test('a worker drives one that is not', async () => {
  const { driven, ended } = attempt(() => false);
  expect(await ended).toMatchObject({ kind: 'refused' });
  expect(driven).toEqual([RUN_ID]);
});
