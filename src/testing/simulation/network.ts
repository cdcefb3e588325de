// How requests travel between a run and the cloud, and what a workload does to them on their way.
import type { WireAnswer, WireRequest } from '../../../services/index.ts';
import type { SimulatedCloud, VirtualClock } from '../../simulator/index.ts';
import { strangeAnswer, wireAnswer } from './strangeAnswers.ts';
import type { RequestFault } from './workload.ts';

/** The result of a request that was sent once. */
export type Reply =
  | { readonly answer: WireAnswer }
  | { readonly failure: 'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' };

export interface Network {
  readonly time: VirtualClock;
  readonly cloud: SimulatedCloud;
  readonly latencyMs: number;
  /** Whether a service is currently unavailable. */
  readonly isDown: (service: WireRequest['service']) => boolean;
  /** What happens to a request that is being sent, and what happens when it arrives. */
  readonly intercept: (request: WireRequest) => {
    readonly fault: RequestFault | null;
    readonly arrive: () => void;
  };
  /** Called with each response of the cloud, whatever happens to it on its way. */
  readonly served: (request: WireRequest, answer: WireAnswer) => void;
  /** By address: the last fresh response to a GET, and when it was given. */
  readonly shown: Map<string, { readonly at: number; readonly answer: WireAnswer }>;
}

/** How far a node lags behind at most, in milliseconds. */
export const LAG_MS = 3_000;

// How long the production transport waits for a response.
const ANSWER_WITHIN_MS = 60_000;

/** Sends a request once. It travels on even if its sender has stopped waiting or has died. */
export function travel(network: Network, request: WireRequest): Promise<Reply> {
  const { time, latencyMs } = network;
  const { fault, arrive } = network.intercept(request);
  const { beforeMs, afterMs } = fault?.kind === 'delayed' ? delays(fault, request) : ON_TIME;
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const answered = (reply: Reply): void => {
    if (afterMs === 0) resolve(reply);
    else time.after(afterMs, () => resolve(reply));
  };
  time.after(latencyMs + beforeMs, () => {
    arrive();
    void serve(network, request, fault).then(answered);
  });
  if (latencyMs + beforeMs + afterMs > ANSWER_WITHIN_MS)
    time.after(ANSWER_WITHIN_MS, () => resolve({ failure: 'ETIMEDOUT' }));
  return promise;
}

// A POST without a response is sent again once it is seen to have done nothing: should the first arrive after
// the end of the run, nobody could name what it creates or moves. So only the response to a POST is late, not
// the POST itself.
function delays({ beforeMs, afterMs }: Delayed, { method }: WireRequest): typeof ON_TIME {
  return method === 'POST' ? { beforeMs: 0, afterMs: beforeMs + afterMs } : { beforeMs, afterMs };
}

type Delayed = Extract<RequestFault, { readonly kind: 'delayed' }>;

const ON_TIME = { beforeMs: 0, afterMs: 0 };

async function serve(network: Network, request: WireRequest, fault: RequestFault | null): Promise<Reply> {
  if (fault?.kind === 'refused' || network.isDown(request.service)) return { failure: 'ECONNREFUSED' };
  if (fault?.kind === 'lost' && !fault.effect) return { failure: 'ECONNRESET' };
  if (fault?.kind === 'answered' && !fault.effect) return { answer: strangeAnswer(fault, request, null) };
  const shown = fault?.kind === 'stale' ? network.shown.get(request.url) : undefined;
  if (shown !== undefined && network.time.now() - shown.at <= LAG_MS) return { answer: shown.answer };
  const answer = await handle(network, request);
  if (fault?.kind === 'lost') return { failure: 'ECONNRESET' };
  if (fault?.kind === 'answered') return { answer: strangeAnswer(fault, request, answer) };
  if (fault?.kind !== 'repeated' || !IDEMPOTENT.has(request.method)) return { answer };
  await new Promise<void>((resolve) => network.time.after(fault.gapMs, resolve));
  const second = await handle(network, request);
  return { answer: fault.answer === 'first' ? answer : second };
}

// Intermediaries must not repeat other requests (RFC 9110, 9.2.2).
const IDEMPOTENT = new Set(['GET', 'PUT', 'DELETE']);

// The body is passed as text, so that the cloud shares no object with the run.
async function handle(network: Network, request: WireRequest): Promise<WireAnswer> {
  const { cloud, served, shown, time } = network;
  const response = await cloud.handle({
    method: request.method,
    path: request.url.slice(cloud.url.length),
    headers: { ...request.headers, 'x-openstack-request-id': request.requestId },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  const answer = wireAnswer(response);
  served(request, answer);
  if (request.method === 'GET') shown.set(request.url, { at: time.now(), answer });
  return answer;
}
