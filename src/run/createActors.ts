// The machine's actors on a cloud.
import type { Actors } from '../../machines/actors.ts';
import {
  type Cloud,
  createObservers,
  createPorts,
  type ObserverOptions,
  type PortOptions,
} from '../../services/index.ts';
import { actorsFrom } from './actors.ts';

/** What the calls and the waiting of a run may be told. */
export type ActorOptions = PortOptions & ObserverOptions;

/**
 * The actors of the machine on a cloud that `connect` has signed in to:
 * `createActor(volumeMigrateMachine.provide({ actors: createActors(cloud) }), { input: createInput(cloud, parameters) })`.
 */
export const createActors = (cloud: Cloud, options: ActorOptions = {}): Actors =>
  actorsFrom(createPorts(cloud, options), createObservers(cloud, options));
