// The simulated cloud: Keystone, Cinder and Nova in memory.
import type { LoggedRequest, SimulatedRequest, SimulatedResponse } from './exchange.ts';
import type { Faults } from './faults.ts';
import { handleRequest } from './handle.ts';
import { createHandles, type Handles } from './handles.ts';
import type { State } from './model.ts';
import type { LoggedMove } from './moveLog.ts';
import { populate, type World } from './populate.ts';
import { defaultWorld } from './seed.ts';
import { type SimulatedCloudOptions, settle } from './settings.ts';
import { createSimulation } from './simulation.ts';
import { reportNow } from './volume/poolReports.ts';

/** A cloud in memory: Keystone, Cinder and Nova behind one function, without a socket. */
export interface SimulatedCloud extends Handles {
  /** Responds to one request; rejects with `ConnectionDropped` if a fault drops the connection. */
  handle(request: SimulatedRequest): Promise<SimulatedResponse>;
  /** The live state of the cloud. */
  state: State;
  /** Milliseconds since 1970, by the cloud's clock. */
  now(): number;
  /** IDs by name. */
  world: World;
  /** Every request so far, in order. */
  requests: LoggedRequest[];
  /** The start and the end of every move so far, in order; `moveSpans` and `mostAtOnce` judge them. */
  moves: LoggedMove[];
  faults: Faults;
  /** The base address in links and catalog. */
  url: string;
  /** How many courses are waiting for their next step. */
  waiting(): number;
  /** The errors of background work: a service's log. */
  errors: unknown[];
  /** Drops all work under way; nothing continues after it. */
  stop(): void;
}

/** Builds a cloud from its description; deterministic if clock and `randomUUID` are. */
export function createSimulatedCloud(options: SimulatedCloudOptions = {}): SimulatedCloud {
  const sim = createSimulation(settle(options), options.url ?? 'http://127.0.0.1');
  const world = populate(sim, options.seed ?? defaultWorld());
  reportNow(sim);
  return {
    ...createHandles(sim, world),
    handle: (request) => handleRequest(sim, request),
    state: sim.state,
    world,
    requests: sim.requests,
    moves: sim.moves.events,
    now: sim.now,
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
