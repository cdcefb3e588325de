// XState 5's inspectors on live runs: the real receiver of @statelyai/inspect, and its inspectors as the `inspect` option.
import {
  createBrowserInspector,
  createInspector,
  createWebSocketReceiver,
  type StatelyInspectionEvent,
} from '@statelyai/inspect';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createActor, createMachine, fromPromise, waitFor } from 'xstate';
import { PORTS } from '../../machines/actors.ts';
import { statePath } from '../../src/engine/statePath.ts';
import {
  type StatelyInspector,
  startStatelyInspector,
  timelineOf,
  volumeMigrateMachine,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { ask } from './asking.ts';
import { addVolume, cold, migrate, swap } from './running.ts';

let running: SimulatedCloudServer;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
afterAll(async () => await running.stop());

let inspector: StatelyInspector;
beforeEach(async () => {
  inspector = await startStatelyInspector();
});
afterEach(async () => await inspector.close());

type Packet = StatelyInspectionEvent;
type Of<Type> = Extract<Packet, { type: Type }>;

const only = <Type extends Packet['type']>(packets: readonly Packet[], type: Type): Of<Type>[] =>
  packets.filter((packet): packet is Of<Type> => packet.type === type);

const rootsOf = (packets: readonly Packet[]): string[] =>
  only(packets, '@xstate.actor').flatMap(({ parentId, sessionId }) =>
    parentId === undefined ? [sessionId] : [],
  );

// The packets that a receiver gets, until that many runs are over.
async function receive(runs: number, from = inspector): Promise<Packet[]> {
  const packets: Packet[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  createWebSocketReceiver({ server: from.receiverUrl }).subscribe((packet) => {
    packets.push(packet);
    const roots = rootsOf(packets);
    const ends = only(packets, '@xstate.snapshot').filter(
      ({ snapshot, sessionId }) => snapshot.status !== 'active' && roots.includes(sessionId),
    );
    if (ends.length === runs) resolve();
  });
  await promise;
  return packets;
}

const valuesOf = (packets: readonly Packet[], root: string): string[] =>
  only(packets, '@xstate.snapshot')
    .filter(({ sessionId }) => sessionId === root)
    .map(({ snapshot }) => statePath((snapshot as unknown as { value: never }).value))
    .filter((path, index, all) => path !== all[index - 1]);

describe('the receiver of @statelyai/inspect', () => {
  test('receives a live run: its actors, its events, its states', async () => {
    const receiving = receive(1);
    await inspector.opened;
    const { outcome, entries } = await migrate(running, swap(running), { inspect: inspector.inspect });
    const packets = await receiving;
    expect(outcome.status).toBe('SUCCEEDED');
    const [root = ''] = rootsOf(packets);
    expect(packets[0]).toMatchObject({
      type: '@xstate.actor',
      name: 'volumeMigrate',
      sessionId: root,
      rootId: root,
    });
    const { phases } = timelineOf(entries);
    expect(valuesOf(packets, root)).toEqual(phases.map(({ state }) => state));
    const told = only(packets, '@xstate.event').filter(({ sessionId }) => sessionId === root);
    const events = entries.flatMap(({ record }) => (record.kind === 'event' ? [nameOf(record.event)] : []));
    expect(told.map(({ event }) => event.type)).toEqual(['xstate.init', ...events]);
    const calls = entries.flatMap(({ record }) => (record.kind === 'intent' ? [record.call] : []));
    const children = only(packets, '@xstate.actor').filter(({ parentId }) => parentId === root);
    expect(children.map(({ name }) => name).filter((name) => name in PORTS)).toEqual(calls);
  });

  test('receives the whole definition of the machine', async () => {
    await migrate(running, cold(running), { inspect: inspector.inspect });
    const [registered] = only(await receive(1), '@xstate.actor');
    const definition = JSON.parse(registered?.definition ?? '');
    // What JSON can hold of it, without the functions.
    expect(definition).toMatchObject(JSON.parse(JSON.stringify(volumeMigrateMachine.config)));
  });

  test('can distinguish two concurrent runs', async () => {
    const receiving = receive(2);
    await inspector.opened;
    const [one, other] = await Promise.all(
      [cold, swap].map((make) => migrate(running, make(running), { inspect: inspector.inspect })),
    );
    const packets = await receiving;
    const roots = rootsOf(packets);
    expect(new Set(roots).size).toBe(2);
    for (const { entries = [] } of [one ?? {}, other ?? {}]) {
      const states = timelineOf(entries).phases.map(({ state }) => state);
      expect(roots.map((root) => valuesOf(packets, root))).toContainEqual(states);
    }
    for (const { sessionId, rootId } of packets) expect(roots).toContain(rootId ?? sessionId);
  });

  test('that connects late receives what the earlier ones received', async () => {
    const first = receive(1);
    await inspector.opened;
    await migrate(running, cold(running), { inspect: inspector.inspect });
    const late = await receive(1);
    expect(late).toEqual(await first);
  });

  test('that connects very late receives the newest events, and the machines that they belong to', async () => {
    const machine = createMachine({ id: 'counting', on: { count: {} } });
    const actor = createActor(machine, { inspect: inspector.inspect }).start();
    for (let times = 0; times < 4_000; times += 1) actor.send({ type: 'count', times });
    actor.stop();
    const packets = await receive(1);
    expect(packets).toHaveLength(5_001);
    expect(packets[0]).toMatchObject({ type: '@xstate.actor', name: 'counting' });
    expect(only(packets, '@xstate.event').at(-1)?.event).toEqual({ type: 'count', times: 3_999 });
  });

  test('receives nothing that users wrote into metadata', async () => {
    const resource_id = addVolume(running, { note: 'canary-metadata' });
    const { entries } = await migrate(
      running,
      { resource_id, migration_type: 'cold', destination_type: 'beta' },
      { inspect: inspector.inspect },
    );
    expect(JSON.stringify(entries)).toContain('note');
    const text = JSON.stringify(await receive(1));
    expect(text).not.toContain('canary-metadata');
    expect(text).toContain('metadataKeys');
  });

  test('receives actors of other machines as well, without anything that has a secret’s name', async () => {
    const signIn = fromPromise<object, { password: string }>(async () => ({ token: 'canary-token' }));
    const machine = createMachine({
      id: 'signingIn',
      context: { apiKey: 'canary-key', retries: 3 },
      invoke: { id: 'signIn', src: signIn, input: { password: 'canary-password' }, onDone: '.done' },
      initial: 'asking',
      states: { asking: {}, done: {} },
    });
    const actor = createActor(machine, { inspect: inspector.inspect }).start();
    await waitFor(actor, (snapshot) => snapshot.matches('done'));
    actor.stop();
    const text = JSON.stringify(await receive(1));
    expect(text).not.toContain('canary');
    expect(text).toContain('"retries":3');
    expect(text).toContain('"output":{"token":"[redacted]"}');
  });
});

function nameOf(event: { readonly type: string; readonly call?: string }): string {
  if (event.type === 'done') return `xstate.done.actor.${event.call}`;
  return event.type === 'failed' ? `xstate.error.actor.${event.call}` : event.type;
}

describe('who may connect', () => {
  const connect = (address: string, options: object = {}): Promise<'open' | number | undefined> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(address, options);
      socket.on('open', () => {
        socket.close();
        resolve('open');
      });
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
      socket.on('error', reject);
    });

  test('nobody without the token, or with another', async () => {
    const { receiverUrl } = inspector;
    expect(await connect(receiverUrl)).toBe('open');
    expect(await connect(receiverUrl.replace(/\?.*/, ''))).toBe(403);
    expect(await connect(receiverUrl.replace(/.{3}$/, 'AAA'))).toBe(403);
  });

  test('no page of another site, nor one under another name that resolves to this machine', async () => {
    const { receiverUrl } = inspector;
    const { host, port } = new URL(receiverUrl);
    for (const origin of ['https://stately.ai', 'https://evil.example', 'null'])
      expect(await connect(receiverUrl, { origin })).toBe(403);
    expect(await connect(receiverUrl, { headers: { host: `evil.example:${port}` } })).toBe(403);
    expect(await connect(receiverUrl, { origin: `http://${host}` })).toBe('open');
  });

  test('pages of a site that the user has chosen, with the token', async () => {
    const open = await startStatelyInspector({ origins: ['https://stately.ai'] });
    expect(await connect(open.receiverUrl, { origin: 'https://stately.ai' })).toBe('open');
    expect(await connect(open.receiverUrl, { origin: 'https://stately.ai.evil.example' })).toBe(403);
    expect(await connect(open.receiverUrl.replace(/\?.*/, ''), { origin: 'https://stately.ai' })).toBe(403);
    await open.close();
  });

  test("anything but a receiver's message is ignored, and too much of it ends only its own connection", async () => {
    const socket = new WebSocket(inspector.receiverUrl);
    await new Promise((resolve) => socket.on('open', resolve));
    for (const text of ['', 'null', '{', '[]', '{"type":"xstate.event"}']) socket.send(text);
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.send('x'.repeat(100_000));
    expect(await ended).toBe(1009);
    const receiving = receive(1);
    await migrate(running, cold(running), { inspect: inspector.inspect });
    expect((await receiving).length).toBeGreaterThan(10);
  });

  test('it ends with receivers connected', async () => {
    const socket = new WebSocket(inspector.receiverUrl);
    await new Promise((resolve) => socket.on('open', resolve));
    const ended = new Promise((resolve) => socket.on('close', resolve));
    await inspector.close();
    expect(await ended).toBe(1001);
    await expect(ask(inspector.url)).rejects.toThrow('ECONNREFUSED');
    inspector = await startStatelyInspector();
  });
});

describe('the inspectors of @statelyai/inspect, as the `inspect` option of a run', () => {
  test('createInspector', async () => {
    const packets: Packet[] = [];
    const { inspect } = createInspector({ send: (packet) => void packets.push(packet) });
    const { entries } = await migrate(running, cold(running), { inspect });
    // It sends when the event loop is idle.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const [root = ''] = rootsOf(packets);
    expect(valuesOf(packets, root)).toEqual(timelineOf(entries).phases.map(({ state }) => state));
  });

  test('createBrowserInspector, and the window that it opens', async () => {
    const posted: Packet[] = [];
    const listeners: ((message: object) => void)[] = [];
    const window = {
      open: () => ({ postMessage: (packet: Packet) => void posted.push(packet) }),
      addEventListener: (_: string, listener: (message: object) => void) => void listeners.push(listener),
    };
    const { inspect } = createBrowserInspector({ window: window as never });
    for (const listener of listeners) listener({ data: { type: '@statelyai.connected' } });
    const { entries } = await migrate(running, cold(running), { inspect });
    await new Promise((resolve) => setTimeout(resolve, 0));
    const [root = ''] = rootsOf(posted);
    expect(valuesOf(posted, root)).toEqual(timelineOf(entries).phases.map(({ state }) => state));
  });
});
