// XState 4's real inspector, with its own XState 4, on live runs of this machine of XState 5.
import { createWebSocketReceiver, type ParsedReceiverEvent } from '@xstate/inspect';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AnyState, AnyStateMachine, StateNode } from 'xstate';
import { transitionsOf } from '../../../machines/transitions.ts';
import {
  type StatelyInspector,
  startStatelyInspector,
  timelineOf,
  volumeMigrateMachine,
} from '../../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../../src/simulator/index.ts';
import { cold, migrate, swap } from '../running.ts';

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

type Told<Type> = Extract<ParsedReceiverEvent, { type: Type }>;

// The receiver of the package, and what it gave its observers, until that many services have stopped.
function receive() {
  const heard: ParsedReceiverEvent[] = [];
  let look = (): void => {};
  const receiver = createWebSocketReceiver({
    server: inspector.receiverUrl.replace('ws://', ''),
    serialize: undefined,
  });
  receiver.subscribe((event) => {
    heard.push(event);
    look();
  });
  const untilStopped = (services: number): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (heard.filter(({ type }) => type === 'service.stop').length >= services) resolve();
      };
      look();
    });
  const told = <Type extends ParsedReceiverEvent['type']>(wanted: Type): Told<Type>[] =>
    heard.filter((event): event is Told<Type> => event.type === wanted);
  return { receiver, heard, told, untilStopped };
}

// A receiver that is known to listen: it has already received an earlier run.
async function receiveFromNowOn() {
  const receiving = receive();
  await migrate(running, cold(running), { inspect: inspector.inspect });
  await receiving.untilStopped(1);
  receiving.heard.splice(0);
  return receiving;
}

const pathOf = (state: AnyState): string => state.toStrings().at(-1) ?? '';

const withoutRepeats = (paths: readonly string[]): string[] =>
  paths.filter((path, index) => path !== paths[index - 1]);

test('it receives a live run: the service, its events and its states, to its end', async () => {
  const { told, heard, untilStopped } = await receiveFromNowOn();
  const { outcome, entries } = await migrate(running, swap(running), { inspect: inspector.inspect });
  await untilStopped(1);
  expect(outcome.status).toBe('SUCCEEDED');
  const [registered] = told('service.register');
  expect(heard[0]).toBe(registered);
  expect(heard.at(-1)?.type).toBe('service.stop');
  const states = [registered, ...told('service.state')].flatMap((event) => event?.state ?? []);
  const { phases } = timelineOf(entries);
  expect(withoutRepeats(states.map(pathOf))).toEqual(phases.map(({ state }) => state));
  const names = entries.flatMap(({ record }) =>
    record.kind === 'event' ? [nameInXState4(record.event)] : [],
  );
  expect(told('service.event').map(({ event }) => event.name)).toEqual(names);
});

function nameInXState4(event: { readonly type: string; readonly call?: string }): string {
  if (event.type === 'done') return `done.invoke.${event.call}`;
  return event.type === 'failed' ? `error.platform.${event.call}` : event.type;
}

test('its states are states of the machine that was registered', async () => {
  const { told, untilStopped } = await receiveFromNowOn();
  await migrate(running, cold(running), { inspect: inspector.inspect });
  await untilStopped(1);
  const machine = told('service.register')[0]?.machine as AnyStateMachine;
  const states = told('service.state').map(({ state }) => machine.resolveState(state));
  expect(states[0]?.nextEvents).toContain('done.invoke.listAttachments');
  expect(states.map(({ done }) => done)).toEqual(states.map((_, index) => index === states.length - 1));
  expect(states.at(-1)?.context).toMatchObject({ did: 'migrate', status: 'SUCCEEDED' });
});

test('the machine that it receives has every state and every transition of this one', async () => {
  const { told, untilStopped } = await receiveFromNowOn();
  await migrate(running, cold(running), { inspect: inspector.inspect });
  await untilStopped(1);
  const machine = told('service.register')[0]?.machine as AnyStateMachine;
  const declared = transitionsOf(volumeMigrateMachine).map(({ source, event, guard, target }) => ({
    ...{ source, guard, target },
    event: event
      .replace('xstate.done.actor.', 'done.invoke.')
      .replace('xstate.error.actor.', 'error.platform.'),
  }));
  expect(sorted(transitionsIn(machine))).toEqual(sorted(declared));
  expect(declared.length).toBeGreaterThan(100);
});

const transitionsIn = (node: StateNode | AnyStateMachine): object[] => [
  ...node.transitions.map(({ eventType, cond, target }) => ({
    source: node.path.join('.'),
    event: eventType,
    guard: cond?.name ?? null,
    target: target?.[0]?.path.join('.') ?? null,
  })),
  ...Object.values(node.states).flatMap((child) => transitionsIn(child as StateNode)),
];

const sorted = (transitions: readonly object[]): string[] =>
  transitions.map((one) => JSON.stringify(one, ['source', 'event', 'guard', 'target'])).sort();

test('one that connects late receives the current state of every run', async () => {
  await migrate(running, cold(running), { inspect: inspector.inspect });
  await migrate(running, swap(running), { inspect: inspector.inspect });
  const { told, heard, untilStopped } = receive();
  await untilStopped(2);
  expect(heard.map(({ type }) => type)).toEqual([
    'service.register',
    'service.stop',
    'service.register',
    'service.stop',
  ]);
  expect(new Set(heard.map(({ sessionId }) => sessionId)).size).toBe(2);
  expect(told('service.register').map(({ state }) => pathOf(state))).toEqual(['succeeded', 'succeeded']);
});

test('what it sends reaches no run', async () => {
  const { receiver, told, untilStopped } = await receiveFromNowOn();
  receiver.subscribe((event) => {
    if (event.type !== 'service.register') return;
    const cancel = { name: 'cancel', data: { type: 'cancel' }, $$type: 'scxml', type: 'external' };
    const message = JSON.stringify({ ...cancel, origin: event.sessionId });
    receiver.send({ type: 'xstate.event', event: message, service: event.sessionId });
  });
  const { outcome } = await migrate(running, swap(running), { inspect: inspector.inspect });
  await untilStopped(1);
  expect(outcome.status).toBe('SUCCEEDED');
  expect(told('service.event').map(({ event }) => event.name)).not.toContain('cancel');
});
