// The object that keeps the requests to a run until its worker reads them.
import type { ObjectContext, ObjectSharedContext } from '@restatedev/restate-sdk';
import type { EventObject } from 'xstate';
import { SERVICES, type SentRequest } from './protocol.ts';
import { RETRY } from './retry.ts';
import type { Sdk } from './sdk.ts';

type State = { requests: readonly SentRequest[] };

/** The object `EngineRequests`. */
export const requestsObject = ({ object, handlers }: Sdk) =>
  object({
    name: SERVICES.requests,
    handlers: {
      /** Adds a request; returns its number. */
      add: async (ctx: ObjectContext<State>, event: EventObject): Promise<number> => {
        const requests = (await ctx.get('requests')) ?? [];
        const n = requests.length + 1;
        ctx.set('requests', [...requests, { n, event }]);
        return n;
      },
      /** The requests after this number. */
      after: handlers.object.shared(
        async (ctx: ObjectSharedContext<State>, n: number): Promise<readonly SentRequest[]> =>
          ((await ctx.get('requests')) ?? []).slice(n),
      ),
      clear: async (ctx: ObjectContext<State>): Promise<void> => ctx.clearAll(),
    },
    options: { journalRetention: 0, retryPolicy: RETRY },
  });
