// The machine's actors on a cloud.
import type { Actors } from '../../machines/actors.ts';
import {
  type Cloud,
  createAttendance,
  createObservers,
  createPorts,
  type ObserverOptions,
  type PortOptions,
} from '../../services/index.ts';
import type { Journal } from '../journal/journal.ts';
import { actorsFrom } from './actors.ts';
import { journaledObservers, journaledPorts } from './journaled.ts';
import type { Work } from './sharedMachine.ts';

/** What the calls and the waiting of a run may be told. */
export interface ActorOptions extends PortOptions, ObserverOptions {
  /** Where each call is written down before it is made. */
  readonly journal?: Journal;
}

/** The actors of the machine on a cloud that `connect` has signed in to. They are of one run: `createRun` makes them with its input. */
export function createActors(cloud: Cloud, options: ActorOptions = {}): Actors {
  const { ports, observers } = workOn(cloud, options);
  return actorsFrom(ports(), observers());
}

/** The same as work for the shared machine. */
export function workOn(cloud: Cloud, options: ActorOptions): Work {
  const { journal, unanswered } = options;
  const shared = { attendance: createAttendance(), ...options };
  const ports = () => createPorts(cloud, shared);
  const observers = () => createObservers(cloud, shared);
  if (journal === undefined) return { ports, observers };
  const { runId } = cloud;
  return {
    ports: () => journaledPorts(ports(), journal, runId, unanswered),
    observers: () => journaledObservers(observers(), journal, runId),
  };
}
