// A simulated cloud, a journal and a receiver: what the tests of traces run the command on.
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openSqliteStore, type WorkflowEntry } from '../../src/index.ts';
import type { SimulatedCloud } from '../../src/simulator/index.ts';
import { type Ran, runCommand } from '../cli/command.ts';
import { type CommandFolder, openCommandFolder } from '../cli/commandFolder.ts';
import { type ReceivedSpan, type Receiver, startReceiver } from './receiver.ts';

export const CANARY = 'canary-metadata-value';

export interface TracedPlace {
  readonly folder: () => string;
  readonly cloud: () => SimulatedCloud;
  readonly receiver: () => Receiver;
  /** Runs the command, which exports to the receiver, to its end. */
  readonly command: (...args: readonly string[]) => Promise<Ran>;
  /** The same with further variables, or others. */
  readonly commandWith: (env: Readonly<Record<string, string>>, ...args: readonly string[]) => Promise<Ran>;
  /** An attached volume, with a canary in its metadata. */
  readonly attached: () => string;
  readonly detached: () => string;
  readonly entries: (runId: string) => Promise<readonly WorkflowEntry[]>;
  /** The spans of a trace, by the time at which they started. */
  readonly trace: (traceId: string) => readonly ReceivedSpan[];
}

/** Registers the hooks of a test file. */
export function tracedPlace(): TracedPlace {
  let place: CommandFolder;
  let receiver: Receiver;
  beforeAll(async () => {
    [place, receiver] = await Promise.all([openCommandFolder(), startReceiver()]);
  });
  afterAll(async () => {
    await receiver.close();
    await place.close();
  });
  const cloud = () => place.running.cloud;
  const detached = (): string =>
    cloud().addVolume({
      ...{ name: 'traced', type: 'alpha', project: 'demo', user: 'alice' },
      metadata: { secret: CANARY },
    }).id;
  const commandWith: TracedPlace['commandWith'] = async (env, ...args) =>
    await runCommand(place.folder, args, { ...receiver.env, ...env });
  return {
    ...{ folder: () => place.folder, cloud, receiver: () => receiver, detached },
    command: async (...args) => await commandWith({}, ...args),
    commandWith,
    attached: () => {
      const id = detached();
      cloud().attach(cloud().world.servers['vm1'] ?? '', id);
      return id;
    },
    entries: async (runId) => {
      const store = openSqliteStore(join(place.folder, 'volume-migrate/journal.sqlite'), { mode: 'read' });
      return await store.read(runId).finally(() => store.close());
    },
    trace: (traceId) =>
      receiver
        .spans()
        .filter((span) => span.traceId === traceId)
        .toSorted((a, b) => a.startMs - b.startMs),
  };
}
