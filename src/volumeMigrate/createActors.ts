// The machine's actors on a cloud, for callers that run the machine as an actor themselves.
import type { Actors } from '../../machines/actors.ts';
import { createOwnershipGuard } from '../../services/cinder/destinationGuard.ts';
import type { Cloud } from '../../services/index.ts';
import { createRunPorts } from '../../services/ports.ts';
import { createRunWatches } from '../../services/watches.ts';
import { actorsFrom } from './actors.ts';
import type { ActorOptions } from './workflow.ts';

/**
 * The actors of the machine on a cloud that `connect` has signed in to. They belong to one run; `createRun`
 * creates them together with its input.
 */
export function createActors(cloud: Cloud, options: ActorOptions = {}): Actors {
  const asked = { ...options, destinationGuard: createOwnershipGuard() };
  return actorsFrom(createRunPorts(cloud, asked), createRunWatches(cloud, asked));
}
