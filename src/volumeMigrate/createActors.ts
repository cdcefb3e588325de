// The machine's actors on a cloud, for callers that run the machine as an actor themselves.
import type { Actors } from '../../machines/actors.ts';
import type { Cloud } from '../../services/index.ts';
import { actorsFrom } from './actors.ts';
import { type ActorOptions, askOf } from './workflow.ts';

/**
 * The actors of the machine on a cloud that `connect` has signed in to. They belong to one run; `createRun`
 * creates them together with its input.
 */
export function createActors(cloud: Cloud, options: ActorOptions = {}): Actors {
  const { ports, watches } = askOf(cloud, null, options);
  return actorsFrom(ports, watches);
}
