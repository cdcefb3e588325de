// A transport without sockets, in virtual time, that keeps the promises of the production transport.
import {
  type Clock,
  type Transport,
  TransportError,
  type WireAnswer,
  type WireRequest,
} from '../../../services/index.ts';
import type { Reply } from './network.ts';

const RETRIES = 5;
const RETRIES_OF_FIRST = 2;
const RETRIED_STATUSES = [429, 502, 503, 504];

/** Sends requests by `travel`; repeats those that may be repeated, after one second, two, four, eight and ten. */
export function createSimulatedTransport(
  travel: (request: WireRequest) => Promise<Reply>,
  clock: Clock,
): Transport {
  return async (request, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      if (signal?.aborted) throw aborted(request, attempt > 1);
      const reply = await unlessAborted(travel(request), request, signal);
      if (!isRepeated(reply, request, attempt)) return answerOf(reply, request);
      await clock.sleep(Math.min(1000 * 2 ** (attempt - 1), 10_000), signal);
    }
  };
}

function isRepeated(reply: Reply, { repeatable, isFirst }: WireRequest, attempt: number): boolean {
  if (!repeatable || attempt > (isFirst ? RETRIES_OF_FIRST : RETRIES)) return false;
  if ('answer' in reply) return RETRIED_STATUSES.includes(reply.answer.status);
  return !(isFirst && reply.failure === 'ETIMEDOUT');
}

function answerOf(reply: Reply, { call, repeatable }: WireRequest): WireAnswer {
  if ('answer' in reply) return reply.answer;
  const { failure } = reply;
  throw new TransportError({
    code: failure === 'ETIMEDOUT' ? 'TimedOut' : 'ConnectionFailed',
    message: `${call}: expected an answer, got none from cloud.test: ${failure}`,
    uncertain: failure !== 'ECONNREFUSED' && !repeatable,
  });
}

const aborted = ({ call, repeatable }: WireRequest, wasSent: boolean): TransportError =>
  new TransportError({ code: 'Aborted', message: `${call}: cancelled`, uncertain: wasSent && !repeatable });

async function unlessAborted(
  reply: Promise<Reply>,
  request: WireRequest,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  if (signal === undefined) return await reply;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(aborted(request, true));
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([reply, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
