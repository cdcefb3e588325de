// What a timeline shows of a run: states with times, guards with what they read, calls with their requests.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOf } from '../../src/engine/calls.ts';
import { phasesOf } from '../../src/engine/phases.ts';
import {
  createMemoryStore,
  createTimeline,
  type JournalEntry,
  migrateVolume,
  ReplayError,
  replay,
  timelineOf,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import type { TimelineMoment } from '../../src/volumeMigrate/records.ts';

let running: SimulatedCloudServer;
let entries: readonly JournalEntry[];

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  const { id } = running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' });
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  const journal = createMemoryStore();
  const { runId, status } = await migrateVolume(
    { resource_id: id, destination_type: 'beta', swap_method: 'attachment' },
    { cloud: running.cloudsYaml.clouds.simulated, store: journal, pollMinMs: 5 },
  );
  expect(status).toBe('SUCCEEDED');
  entries = await journal.read(runId);
});
afterAll(async () => await running.stop());

describe('a timeline', () => {
  test('has the states of the replay, record by record', () => {
    const { moments, state, result } = timelineOf(entries);
    const { steps, snapshot } = replay(entries);
    expect(moments.map((moment) => moment.state)).toEqual(steps.map((step) => step.state));
    expect({ state, result }).toEqual({ state: 'succeeded', result: snapshot.output });
  });

  test('grows as the run does', () => {
    const { take, head } = createTimeline();
    const whole = timelineOf(entries);
    expect(entries.map(take)).toEqual(whole.moments);
    expect(whole).toMatchObject({ ...head() });
  });

  test('shows every step within a record, including questions, each with the transition taken', () => {
    const { moments } = timelineOf(entries);
    expect(moments[0]?.steps).toEqual([
      { guards: [], taken: null, state: 'askingMigrationType' },
      {
        guards: [
          { guard: 'isCold', answer: false, given: { 'context.parameters.migrationType': 'swap' } },
          { guard: 'isSwap', answer: true, given: { 'context.parameters.migrationType': 'swap' } },
        ],
        taken: {
          id: 'askingMigrationType||1',
          source: 'askingMigrationType',
          event: '',
          guard: 'isSwap',
          target: 'swap',
        },
        state: 'swap.askingDestinationType',
      },
      expect.objectContaining({ state: 'swap.gettingVolume' }),
    ]);
    for (const { steps, state } of moments) if (steps.length > 0) expect(steps.at(-1)?.state).toBe(state);
  });

  test('shows what a guard that did not hold had read', () => {
    const asked = timelineOf(entries).moments.flatMap(({ steps }) => steps.flatMap(({ guards }) => guards));
    expect(asked).toContainEqual({
      guard: 'hasDestinationFailed',
      answer: false,
      given: { 'event.volume.status': 'creating' },
    });
  });

  test('has every request of the cloud under the call that made it', () => {
    const { calls } = timelineOf(entries);
    const creating = calls.find(({ call }) => call === 'createDestinationVolume');
    expect(creating).toMatchObject({ end: 'answered', fault: null });
    expect(creating?.requests.map(({ method, service, status }) => [method, service, status])).toEqual([
      ['GET', 'volume', 200],
      ['POST', 'identity', 201],
      ['POST', 'volume', 202],
    ]);
    const asked = running.cloud.requests.map(({ requestId }) => requestId);
    const told = calls.flatMap(({ requests }) => requests.map(({ requestId }) => requestId));
    // All except the sign-in that came before the run.
    expect(told.toSorted()).toEqual(asked.slice(1).toSorted());
  });

  test('a watch starts with its state and ends with it', () => {
    const { calls, phases } = timelineOf(entries);
    const watch = calls.find(({ call }) => call === 'watchSwap');
    const phase = phases.find(({ state }) => state.endsWith('watchingSwap'));
    expect(watch).toMatchObject({ afterMs: phase?.afterMs, ms: phase?.ms, end: 'stopped' });
  });

  test('names the first record that does not fit', () => {
    expect(() => timelineOf(entries.toSpliced(3, 1))).toThrow(ReplayError);
    expect(() => timelineOf(entries.toSpliced(3, 1))).toThrow(/^record 3: it is missing/);
    expect(() => timelineOf([])).toThrow('the run has no records');
  });
});

describe('of moments', () => {
  const moment = (n: number, state: string, record: object = { kind: 'resumed' }): TimelineMoment =>
    ({
      n,
      at: '',
      afterMs: n * 10,
      state,
      description: state,
      steps: [],
      record,
    }) as unknown as TimelineMoment;
  const request = (call: string) => ({ kind: 'request', request: { call, method: 'GET', path: '/' } });

  test('phases end where the next starts, the last not at all', () => {
    expect(phasesOf([moment(0, 'a'), moment(1, 'a'), moment(2, 'b'), moment(5, 'a')])).toEqual([
      { state: 'a', description: 'a', afterMs: 0, ms: 20 },
      { state: 'b', description: 'b', afterMs: 20, ms: 30 },
      { state: 'a', description: 'a', afterMs: 50, ms: null },
    ]);
  });

  test('a call whose process died has no end, and the one made again is another', () => {
    const calls = callsOf([
      moment(0, 'a', { kind: 'intent', call: 'grantRole' }),
      moment(1, 'a', request('grantRole')),
      moment(2, 'a'),
      moment(3, 'a', { kind: 'intent', call: 'grantRole' }),
      moment(4, 'b', { kind: 'event', event: { type: 'failed', call: 'grantRole', fault: { code: 'X' } } }),
    ]);
    expect(calls.map(({ n, ms, end, requests }) => ({ n, ms, end, requests: requests.length }))).toEqual([
      { n: 0, ms: null, end: null, requests: 1 },
      { n: 3, ms: 10, end: 'failed', requests: 0 },
    ]);
  });

  test('a call that its state leaves is stopped', () => {
    const [call] = callsOf([
      moment(0, 'a', { kind: 'intent', call: 'getVolume' }),
      moment(1, 'cancelled', { kind: 'event', event: { type: 'cancel' } }),
    ]);
    expect(call).toMatchObject({ end: 'stopped', ms: 10 });
  });
});
