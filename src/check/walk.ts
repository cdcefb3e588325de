// Walks the chart on a cloud up to its first changing call, which is not made.
import { createActor } from 'xstate';
import { PORTS, type PortInput, type PortName } from '../../machines/actors.ts';
import type { MigrationInput } from '../../machines/context.ts';
import type { Ports } from '../../machines/ports.ts';
import { type Cloud, systemClock, toFault } from '../../services/index.ts';
import { createTemporaryUsers } from '../../services/temporaryUsers.ts';
import { actorsFrom, eachPort } from '../volumeMigrate/actors.ts';
import { type ActorOptions, askOf } from '../volumeMigrate/workflow.ts';
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
  options: ActorOptions,
  signal?: AbortSignal,
): Promise<Walked> {
  const { promise, resolve, reject } = Promise.withResolvers<PortName | null>();
  const { ports, watches } = askOf(cloud, null, options);
  const actors = actorsFrom(readingOnly(ports, canCreateUser(cloud, options), resolve), watches);
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

// The same ports; those that change something report that they were reached, and never return. The reads that precede the
// first change of a swap by attachment are made: where they fail, the chart has another answer.
const readingOnly = (ports: Ports, beforeUser: BeforeUser, reached: (name: PortName) => void): Ports =>
  eachPort(ports, (call, name) => {
    if (PORTS[name] === 'reads') return call;
    return async (input, signal) => {
      if (name === 'createTemporaryUser')
        await beforeUser(input as PortInput<'createTemporaryUser'>, signal).catch((error: unknown) => {
          throw toFault(error);
        });
      reached(name);
      return await new Promise<never>(() => {});
    };
  });

function canCreateUser(cloud: Cloud, { temporaryUser = {}, clock = systemClock }: ActorOptions): BeforeUser {
  const users = createTemporaryUsers(cloud, temporaryUser, clock);
  return async ({ projectId }, signal) => await users.prepare(projectId, signal);
}
