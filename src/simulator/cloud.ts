import type { LoggedRequest, SimulatedRequest, SimulatedResponse } from './exchange.ts';
import type { Faults } from './faults.ts';
import { handleRequest } from './handle.ts';
import { createHandles, type Handles } from './handles.ts';
import type { State } from './model.ts';
import { populate, type World } from './populate.ts';
import { defaultWorld } from './seed.ts';
import { type SimulatedCloudOptions, settle } from './settings.ts';
import { createSimulation } from './simulation.ts';

/** A cloud in memory: Keystone, Cinder and Nova behind one function, without a socket. */
export interface SimulatedCloud extends Handles {
  /** Answers one request; rejects with `ConnectionDropped` where a fault says so. */
  handle(request: SimulatedRequest): Promise<SimulatedResponse>;
  /** Everything the cloud holds, live. */
  state: State;
  /** Ids by name. */
  world: World;
  /** Every request so far, in order. */
  requests: LoggedRequest[];
  faults: Faults;
  /** The address in links and catalog. */
  url: string;
  /** How many pieces of work wait for their next step. */
  waiting(): number;
  /** What background work has thrown: a service's log. */
  errors: unknown[];
  /** Drops all work under way; nothing moves after it. */
  stop(): void;
}

/** Builds a cloud from its description; deterministic where clock and `randomUUID` are. */
export function createSimulatedCloud(options: SimulatedCloudOptions = {}): SimulatedCloud {
  const sim = createSimulation(settle(options), options.url ?? 'http://127.0.0.1');
  const world = populate(sim, options.seed ?? defaultWorld());
  return {
    ...createHandles(sim, world),
    handle: (request) => handleRequest(sim, request),
    state: sim.state,
    world,
    requests: sim.requests,
    faults: sim.faults,
    get url() {
      return sim.url;
    },
    set url(url) {
      sim.url = url;
    },
    waiting: () => sim.courses.waiting(),
    errors: sim.courses.errors,
    stop: () => sim.courses.stop(),
  };
}
