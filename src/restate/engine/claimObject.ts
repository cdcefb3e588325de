// The object that knows which run has a resource: one claim at a time.
import type { ObjectContext } from '@restatedev/restate-sdk';
import { SERVICES } from './protocol.ts';
import { RETRY } from './retry.ts';
import type { Sdk } from './sdk.ts';

/** The run that has a resource. */
export interface Claimed {
  readonly runId: string;
  /** ISO 8601. */
  readonly since: string;
}

type State = { claimed: Claimed };

/** The object `EngineClaim`. */
export const claimObject = ({ object }: Sdk) =>
  object({
    name: SERVICES.claim,
    handlers: {
      /** Claims the resource for a run. Returns who has it if that is another run, and null if the claim succeeded. */
      claim: async (ctx: ObjectContext<State>, runId: string): Promise<Claimed | null> => {
        const claimed = await ctx.get('claimed');
        if (claimed !== null) return claimed.runId === runId ? null : claimed;
        ctx.set('claimed', { runId, since: await ctx.date.toJSON() });
        return null;
      },
      /** Releases the resource if the run has it. */
      release: async (ctx: ObjectContext<State>, runId: string): Promise<void> => {
        const claimed = await ctx.get('claimed');
        if (claimed?.runId === runId) ctx.clearAll();
      },
    },
    options: { journalRetention: 0, retryPolicy: RETRY },
  });

export type ClaimObject = ReturnType<typeof claimObject>;
