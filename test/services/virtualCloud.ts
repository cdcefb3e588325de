// A simulated cloud whose time passes only when a test advances it, over real HTTP, or without sockets where polls last for hours.

import {
  createTransport,
  type Transport,
  type WireAnswer,
  type WireRequest,
} from '../../services/http/transport.ts';
import { type Clock, type Cloud, connect, parseCloudConfig } from '../../services/index.ts';
import {
  type SimulatedCloud,
  type SimulatedCloudOptions,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';
import { wireAnswer } from '../../src/testing/simulation/strangeAnswers.ts';
import { createSimulatedTransport } from '../../src/testing/simulation/transport.ts';

const START = Date.parse('2026-11-21T22:00:00Z');

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** A clock for the cloud and for its clients. */
function createClock() {
  const dues = new Set<Due>();
  let time = START;
  const after = (ms: number, run: () => void): (() => void) => {
    const due = { at: time + Math.max(0, ms), run };
    dues.add(due);
    return () => dues.delete(due);
  };
  const clock: Clock = {
    now: () => time,
    monotonic: () => time,
    longestMomentMs: Number.POSITIVE_INFINITY,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const over = (): void => {
          cancel();
          signal?.removeEventListener('abort', over);
          resolve();
        };
        const cancel = after(ms, over);
        signal?.addEventListener('abort', over, { once: true });
      }),
  };
  const moveTo = (until: number): void => {
    time = until;
    for (const due of [...dues].filter(({ at }) => at <= until)) {
      dues.delete(due);
      due.run();
    }
  };
  const nextAt = (): number => Math.min(...[...dues].map(({ at }) => at));
  return { clock, simulated: { now: () => time, after }, moveTo, nextAt, timers: () => dues.size };
}

/** Sends a request in place of the transport, or changes it or its response. */
export type Intercept = (
  request: WireRequest,
  send: (request: WireRequest) => Promise<WireAnswer>,
) => Promise<WireAnswer>;

/** Counts the requests that are under way: not those that are intercepted, so that these may take time. */
function counting(transport: Transport, intercept: Intercept) {
  let underWay = 0;
  let most = 0;
  const counted: Transport = async (request, signal) => {
    underWay += 1;
    most = Math.max(most, underWay);
    return await transport(request, signal).finally(() => {
      underWay -= 1;
    });
  };
  const intercepted: Transport = (request, signal) => intercept(request, (each) => counted(each, signal));
  /** The most at a time since the last call. */
  const mostAtATime = (): number => {
    const was = most;
    most = 0;
    return was;
  };
  return { transport: intercepted, isIdle: () => underWay === 0, mostAtATime };
}

/** Takes a fifth of the processor's time that HTTP takes. */
const withoutSockets = (cloud: SimulatedCloud, clock: Clock): Transport =>
  createSimulatedTransport(async ({ method, url, headers, requestId, body }) => {
    const answer = await cloud.handle({
      ...{ method, path: url.slice(cloud.url.length) },
      headers: { ...headers, 'x-openstack-request-id': requestId },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { answer: wireAnswer(answer) };
  }, clock);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const QUIET_TURNS = 3;

export interface VirtualCloudOptions extends SimulatedCloudOptions {
  /** A user of the seed and a project. @default the admin */
  readonly user?: readonly [user: string, project: string];
  /** @default every request is sent as it is */
  readonly intercept?: Intercept;
  /** Whether requests travel over HTTP. @default true */
  readonly overHttp?: boolean;
}

/** Starts the cloud and signs in to it. */
export async function startVirtualCloud({
  user,
  intercept = (request, send) => send(request),
  overHttp = true,
  ...options
}: VirtualCloudOptions = {}) {
  const { clock, simulated, moveTo, nextAt, timers } = createClock();
  const running = await startSimulatedCloud({ ...options, clock: simulated });
  const entry = user === undefined ? running.cloudsYaml.clouds.simulated : running.cloudFor(...user);
  const config = parseCloudConfig(entry);
  const { transport, isIdle, mostAtATime } = counting(
    overHttp
      ? createTransport({ tls: config, userAgent: 'test', clock, retryLimit: 0, env: {} })
      : withoutSockets(running.cloud, clock),
    intercept,
  );
  const cloud: Cloud = await connect(config, { clock, transport });
  // No request is under way, and nothing sends one.
  const settled = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await turn();
      if (!isIdle()) quiet = -1;
    }
  };
  /** Lets that much time pass; requests take none. */
  const pass = async (ms: number): Promise<void> => {
    const until = clock.monotonic() + ms;
    for (await settled(); nextAt() <= until; await settled()) moveTo(nextAt());
    moveTo(until);
    await settled();
  };
  return { ...running, cloud, simulated: running.cloud, clock, pass, settled, timers, mostAtATime };
}

export type VirtualCloud = Awaited<ReturnType<typeof startVirtualCloud>>;
