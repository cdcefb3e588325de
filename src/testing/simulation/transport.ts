// A transport without sockets, in virtual time, with the repetition rules of the production transport.

import { retrying } from '../../../services/http/retries.ts';
import {
  type Clock,
  type Transport,
  TransportError,
  type WireAnswer,
  type WireRequest,
} from '../../../services/index.ts';
import type { Reply } from './network.ts';

// As in the production transport, but without randomness.
const LIMITS = { retryLimit: 5, maxRetryAfterMs: 120_000, jitterMs: 0 };

/** Sends requests by `travel`. */
export function createSimulatedTransport(
  travel: (request: WireRequest) => Promise<Reply>,
  clock: Clock,
): Transport {
  const once: Transport = async (request, signal) => {
    if (request.beforeSend !== undefined) await request.beforeSend();
    // Nothing of it was sent: it is as certain as a read.
    if (signal?.aborted) throw aborted({ ...request, repeatable: true });
    return answerOf(await unlessAborted(travel(request), request, signal), request);
  };
  return retrying(once, clock, LIMITS);
}

function answerOf(reply: Reply, { call, repeatable }: WireRequest): WireAnswer {
  if ('answer' in reply) return reply.answer;
  const { failure } = reply;
  throw new TransportError({
    code: failure === 'ETIMEDOUT' ? 'TimedOut' : 'ConnectionFailed',
    message: `${call}: expected a response, got none from cloud.test: ${failure}`,
    uncertain: failure !== 'ECONNREFUSED' && !repeatable,
  });
}

const aborted = ({ call, repeatable }: WireRequest): TransportError =>
  new TransportError({ code: 'Aborted', message: `${call}: cancelled`, uncertain: !repeatable });

async function unlessAborted(
  reply: Promise<Reply>,
  request: WireRequest,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  if (signal === undefined) return await reply;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(aborted(request));
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([reply, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
