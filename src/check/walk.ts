// Walks the chart on a cloud up to its first changing call, which is not made.
import { createActor } from 'xstate';
import { PORTS, type PortInput, type PortName } from '../../machines/actors.ts';
import type { MigrationInput } from '../../machines/context.ts';
import type { Ports } from '../../machines/ports.ts';
import { type Cloud, createWatches, systemClock } from '../../services/index.ts';
import { createRunPorts, type RunPortOptions } from '../../services/ports.ts';
import { createTemporaryUsers } from '../../services/temporaryUsers.ts';
import { actorsFrom } from '../volumeMigrate/actors.ts';
import type { ActorOptions } from '../volumeMigrate/workflow.ts';
import { type PassingContext, passingMachine } from './passingMachine.ts';

/** Where a walk ended. */
export interface Walked {
  readonly context: PassingContext;
  /** The first changing call that a run would make; null if a read failed before it was reached. */
  readonly first: PortName | null;
}

/**
 * Makes the reads of a run and asks its questions, without changing anything. Rejects if the signal aborts; a read that
 * fails ends the walk, as it would end the run, and is the context's `failure`.
 */
export async function walkOnCloud(
  cloud: Cloud,
  input: MigrationInput,
  options: ActorOptions & Pick<RunPortOptions, 'listServices'>,
  signal?: AbortSignal,
): Promise<Walked> {
  const { promise, resolve, reject } = Promise.withResolvers<PortName | null>();
  const ports = { ...createRunPorts(cloud, options), ...notMade(canCreateUser(cloud, options), resolve) };
  const actors = actorsFrom(ports, createWatches(cloud, options));
  const actor = createActor(passingMachine.provide({ actors } as never), { input });
  const abort = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  else {
    actor.subscribe({ complete: () => resolve(null), error: reject });
    actor.start();
  }
  try {
    const first = await promise;
    return { context: actor.getSnapshot().context as PassingContext, first };
  } finally {
    signal?.removeEventListener('abort', abort);
    actor.stop();
  }
}

type BeforeUser = (input: PortInput<'createTemporaryUser'>, signal: AbortSignal) => Promise<void>;

const CHANGES = (Object.keys(PORTS) as PortName[]).filter((name) => PORTS[name] === 'changes');

// In place of the changing calls: each reports that it was reached, and never returns. The reads that precede the first
// change of a swap by attachment are made: where they fail, the chart has another answer.
function notMade(beforeUser: BeforeUser, reached: (name: PortName) => void): Partial<Ports> {
  const calls = CHANGES.map((name) => [
    name,
    async (input: PortInput<'createTemporaryUser'>, signal: AbortSignal) => {
      if (name === 'createTemporaryUser') await beforeUser(input, signal);
      reached(name);
      return await new Promise<never>(() => {});
    },
  ]);
  return Object.fromEntries(calls);
}

function canCreateUser(cloud: Cloud, { temporaryUser = {}, clock = systemClock }: ActorOptions): BeforeUser {
  const users = createTemporaryUsers(cloud, temporaryUser, clock);
  return async ({ projectId }, signal) => await users.prepare(projectId, signal);
}
