// A caller's callbacks, onProgress and inspect, can neither end the process nor change a run.
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { createMemoryStore, exportedRun, type MigrateVolumeOptions, migrateVolume } from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

let running: SimulatedCloudServer;
const warnings: string[] = [];
const unhandled: unknown[] = [];
const listen = (warning: Error): number => warnings.push(warning.message);
const collect = (reason: unknown): number => unhandled.push(reason);

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
beforeEach(() => {
  warnings.splice(0);
  unhandled.splice(0);
  process.on('warning', listen);
  process.on('unhandledRejection', collect);
});
afterEach(() => {
  process.off('warning', listen);
  process.off('unhandledRejection', collect);
});
afterAll(async () => await running.stop());

async function swap(options: MigrateVolumeOptions) {
  const { cloud } = running;
  const { id } = cloud.addVolume({ name: 'seen', type: 'alpha', project: 'demo', user: 'alice' });
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  const journal = createMemoryStore();
  const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'attachment' } as const;
  const outcome = await migrateVolume(parameters, {
    ...options,
    ...{ store: journal, pollMinMs: 5, cloud: running.cloudsYaml.clouds.simulated },
  });
  await new Promise((resolve) => setImmediate(resolve));
  return { outcome, exported: exportedRun(await journal.read(outcome.runId)) };
}

class Unreadable extends Error {
  override get message(): string {
    throw new Error('planted');
  }
}

// `then` is called by whoever awaits it.
// biome-ignore lint/suspicious/noThenProperty: that is the case that is tested
const thenable = { then: (_: unknown, reject: (error: Error) => void) => reject(new Error('planted')) };

test.each([
  [
    'throws',
    () => {
      throw new Error('planted');
    },
    'planted',
  ],
  ['rejects', async () => Promise.reject(new Error('planted')), 'planted'],
  [
    'rejects with an error without a message',
    async () => Promise.reject(Object.assign(new Error('planted'), { message: undefined })),
    'undefined',
  ],
  [
    'rejects with an error that cannot be read',
    async () => Promise.reject(new Unreadable()),
    'an error that cannot be shown',
  ],
  ['gives a promise of somebody else’s making that rejects', () => thenable, 'planted'],
  [
    'rejects with what is no error, and would control a terminal',
    async () => Promise.reject('a\u001b]52;c;x\u0007'),
    "'a\\\\x1B]52;c;x\\\\x07'",
  ],
])('a callback that %s does not end the run, and is reported once', async (_, callback, words) => {
  const { outcome } = await swap({ onProgress: callback as () => void, inspect: callback as () => void });
  expect(outcome.status).toBe('SUCCEEDED');
  expect(unhandled).toEqual([]);
  expect(warnings.map((warning) => warning.replace(/.*: /, '')).length).toBe(2);
  for (const name of ['inspect', 'onProgress'])
    expect(warnings.filter((warning) => warning.startsWith(`${name} threw`))).toHaveLength(1);
  for (const warning of warnings) expect(warning).toContain(words.replaceAll('\\\\', '\\'));
});

const EVIL = 'changed-by-a-callback';

// Everything reachable, except the logic that all actors of a process share.
function spoil(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value) || seen.size > 5_000) return;
  seen.add(value);
  for (const [name, item] of Object.entries(value)) {
    if (['logic', 'machine', '_nodes', 'system'].includes(name)) continue;
    if (typeof item === 'string') Reflect.set(value, name, EVIL);
    else spoil(item, seen);
  }
}

function spoilInspection(event: InspectionEvent): void {
  if (event.type === '@xstate.event') spoil(event.event);
  if (event.type !== '@xstate.snapshot') return;
  const { context, output } = event.snapshot as { context?: object; output?: unknown };
  for (const data of [context, output]) spoil(data);
}

test('a callback that changes its argument does not change the run', async () => {
  const { outcome, exported } = await swap({
    onProgress: (progress) => spoil(progress),
    inspect: spoilInspection,
  });
  expect(outcome.status).toBe('SUCCEEDED');
  expect(JSON.stringify(outcome) + exported).not.toContain(EVIL);
});

test('an inspector that sends events to the actors, or stops them, does not affect the run', async () => {
  const { outcome } = await swap({
    inspect: ({ actorRef }) => {
      const actor = actorRef as unknown as {
        send: (event: object) => void;
        stop: () => void;
        _parent?: unknown;
      };
      actor.send({ type: 'cancel' });
      if (actor._parent === undefined) actor.stop();
    },
  });
  expect(outcome.status).toBe('SUCCEEDED');
});

test('an inspector sees the run to its end, including its calls and watches', async () => {
  const seen: string[] = [];
  let last: unknown;
  const { outcome } = await swap({
    inspect: (event) => {
      if (event.type === '@xstate.actor') seen.push((event.actorRef as unknown as { id: string }).id);
      if (event.type === '@xstate.event') seen.push(event.event.type);
      if (event.type === '@xstate.snapshot' && 'context' in event.snapshot) last = event.snapshot;
    },
  });
  expect(last).toMatchObject({
    status: 'done',
    output: { runId: outcome.runId, volumeId: outcome.volumeId },
  });
  for (const name of [
    'swapVolume',
    'watchSwap',
    'xstate.promise.resolve',
    'xstate.done.actor.swapVolume',
    'swap.seen',
  ])
    expect(seen).toContain(name);
});
