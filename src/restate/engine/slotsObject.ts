// The object that counts which runs have which slots: the limits of plans hold across all workers.
import type { ObjectContext } from '@restatedev/restate-sdk';
import { slotAmount, sumOfSlots } from '../../../machines/slotAmount.ts';
import { SERVICES } from './protocol.ts';
import { RETRY } from './retry.ts';
import type { Sdk } from './sdk.ts';

/** Slots by name, with how many runs may have each; null: any number. `NAME ×20` takes 20 of the slot. */
export type Wanted = Readonly<Record<string, number | null>>;

const ofRun = (runId: string): string => `run ${runId}`;
const ofSlot = (slot: string): string => `count ${slot}`;

/** The object `EngineSlots`. */
export const slotsObject = ({ object }: Sdk) =>
  object({
    name: SERVICES.slots,
    handlers: {
      /** Takes of each slot, or of none. Returns the slots that are all in use. A run that has slots keeps those. */
      take: async (
        ctx: ObjectContext,
        { runId, slots }: { readonly runId: string; readonly slots: Wanted },
      ): Promise<readonly string[]> => {
        if ((await ctx.get(ofRun(runId))) !== null) return [];
        const counts = await countsOf(ctx, Object.keys(slots));
        const full = Object.entries(slots).flatMap(([name, limit]) => {
          const { slot, amount } = slotAmount(name);
          return limit !== null && (counts.get(slot) ?? 0) + amount > limit ? [slot] : [];
        });
        if (full.length === 0) give(ctx, { runId, has: [], wanted: Object.keys(slots) }, counts);
        return full;
      },
      /** Adds slots to those of a run, without a limit. */
      add: async (
        ctx: ObjectContext,
        { runId, slots }: { readonly runId: string; readonly slots: readonly string[] },
      ): Promise<void> => {
        const has = (await ctx.get<string[]>(ofRun(runId))) ?? [];
        const wanted = slots.filter((slot) => !has.includes(slot));
        if (wanted.length > 0) give(ctx, { runId, has, wanted }, await countsOf(ctx, wanted));
      },
      /** Gives back all slots of a run. */
      release: async (ctx: ObjectContext, runId: string): Promise<void> => {
        const has = await ctx.get<string[]>(ofRun(runId));
        if (has === null) return;
        ctx.clear(ofRun(runId));
        const amounts = sumOfSlots(has);
        for (const [slot, count] of await countsOf(ctx, has)) {
          const left = count - (amounts.get(slot) ?? 0);
          if (left > 0) ctx.set(ofSlot(slot), left);
          else ctx.clear(ofSlot(slot));
        }
      },
    },
    // Hundreds of runs may have slots: only the requested ones are loaded.
    options: { journalRetention: 0, retryPolicy: RETRY, enableLazyState: true },
  });

export type SlotsObject = ReturnType<typeof slotsObject>;

// By slot: how many of it all runs have.
async function countsOf(ctx: ObjectContext, names: readonly string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  // One after another: a handler of Restate waits for one thing at a time.
  for (const slot of sumOfSlots(names).keys()) counts.set(slot, (await ctx.get<number>(ofSlot(slot))) ?? 0);
  return counts;
}

interface Giving {
  readonly runId: string;
  readonly has: readonly string[];
  readonly wanted: readonly string[];
}

function give(ctx: ObjectContext, { runId, has, wanted }: Giving, counts: ReadonlyMap<string, number>): void {
  for (const [slot, amount] of sumOfSlots(wanted)) ctx.set(ofSlot(slot), (counts.get(slot) ?? 0) + amount);
  ctx.set(ofRun(runId), [...has, ...wanted]);
}
