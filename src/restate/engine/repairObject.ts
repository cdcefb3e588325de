// The object that repairs a run which Restate no longer drives: resumes it, closes it, or releases what it holds.
import type { ObjectContext } from '@restatedev/restate-sdk';
import { isLast, type WorkflowEntry } from '../../engine/records.ts';
import { actOnInvocation, type InvocationAction } from './admin.ts';
import type { ClaimObject } from './claimObject.ts';
import { type RunInvocation, readInvocation } from './invocations.ts';
import { onAdmin } from './onAdmin.ts';
import { whyTooLargeToRestore } from './orderSize.ts';
import {
  claimKey,
  type RestoredRun,
  type RunDetail,
  SERVICES,
  type SentOrder,
  slotsKey,
} from './protocol.ts';
import type { RunWorkflow } from './runWorkflow.ts';
import type { Sdk } from './sdk.ts';
import type { SlotsObject } from './slotsObject.ts';
import { type Holding, readHolding, type StandingKind, standingOf } from './standing.ts';

/**
 * What was done for a run that Restate no longer drives.
 *
 * - `resumed`: a worker drives it again.
 * - `restored`: its workflow was started again, with its records.
 * - `freed`: what it held was released.
 * - `refused`: nothing was done; `standing` and `why` say why.
 */
export type Repaired =
  | { readonly kind: 'resumed' | 'restored' }
  | { readonly kind: 'freed'; readonly holding: Holding }
  | {
      readonly kind: 'refused';
      readonly standing: StandingKind;
      readonly why: string;
      /** It can be neither resumed nor closed. */
      readonly isTooLarge?: true;
    };

/** Everything that starts the workflow of a run again. */
interface KeptRun extends RunDetail {
  readonly entries: readonly WorkflowEntry[];
}

type State = { kept: KeptRun };

const RUN = { name: SERVICES.run } as RunWorkflow;
const CLAIM = { name: SERVICES.claim } as ClaimObject;
const SLOTS = { name: SERVICES.slots } as SlotsObject;

/** The object `EngineRepair`. `admin`: the URL of Restate's admin API, as this worker reaches it. */
export const repairObject = (sdk: Sdk, admin: URL) =>
  sdk.object({
    name: SERVICES.repair,
    handlers: {
      /** Resumes a run that is paused or stopped; `settings` are added to those that it has. */
      resume: async (ctx: ObjectContext<State>, settings: object): Promise<Repaired> =>
        await new Repair(sdk, ctx, admin).resume(settings),
      /** Closes a run that is paused or stopped with this record, which must be the next one. */
      close: async (ctx: ObjectContext<State>, entry: WorkflowEntry): Promise<Repaired> =>
        await new Repair(sdk, ctx, admin).close(entry),
      /** Releases what an ended run holds; with `isUnknownOver`, also if Restate has no records of the run. */
      free: async (
        ctx: ObjectContext<State>,
        { isUnknownOver }: { readonly isUnknownOver: boolean },
      ): Promise<Repaired> => await new Repair(sdk, ctx, admin).free(isUnknownOver),
    },
    options: { journalRetention: 0 },
  });

class Repair {
  readonly #sdk: Sdk;
  readonly #ctx: ObjectContext<State>;
  readonly #admin: URL;
  readonly #runId: string;

  constructor(sdk: Sdk, ctx: ObjectContext<State>, admin: URL) {
    this.#sdk = sdk;
    this.#ctx = ctx;
    this.#admin = admin;
    this.#runId = ctx.key;
  }

  async resume(settings: object): Promise<Repaired> {
    const { kept, invocation, standing } = await this.#read();
    if (standing === 'paused' && invocation !== null) {
      await this.#act(invocation, 'resume');
      return { kind: 'resumed' };
    }
    if (standing !== 'stopped' || kept === null) return refused(standing);
    if (kept.order === null)
      return refused(standing, 'it was started by an earlier version, which did not store its settings');
    const order = { ...kept.order, settings: { ...kept.order.settings, ...settings } };
    return await this.#restore({ ...kept, order }, invocation, null);
  }

  async close(entry: WorkflowEntry): Promise<Repaired> {
    const { kept, invocation, standing } = await this.#read();
    if (kept === null || (standing !== 'paused' && standing !== 'stopped')) return refused(standing);
    if (kept.entries.length !== entry.n) return refused(standing, 'its records have changed meanwhile');
    if (standing === 'stopped' || invocation === null) return await this.#restore(kept, invocation, entry);
    await this.#kill(invocation);
    // It is stopped now, and its records are final.
    return await this.close(entry);
  }

  async free(isUnknownOver: boolean): Promise<Repaired> {
    const { standing } = await this.#read();
    if (standing !== 'over' && !(standing === 'unknown' && isUnknownOver)) return refused(standing);
    const holding = await this.#asked('holding', async () => await readHolding(this.#admin, this.#runId));
    // What is submitted at this moment is not over.
    if ((await this.#invocation())?.status === 'driven') return refused('driven');
    for (const claim of holding.claims)
      await this.#ctx.objectClient(CLAIM, claimKey(claim)).release(this.#runId);
    for (const slots of holding.slots)
      await this.#ctx.objectClient(SLOTS, slotsKey(slots)).release(this.#runId);
    return { kind: 'freed', holding };
  }

  // The invocation comes first: once it is over, the records are final.
  async #read() {
    const invocation = await this.#invocation();
    const kept = (await this.#keptByRun()) ?? (await this.#ctx.get('kept'));
    const last = kept?.entries.at(-1);
    const endedAt = last !== undefined && isLast(last.record) ? last.at : null;
    const now = kept === null ? null : { ...kept.now, endedAt };
    return { kept, invocation, standing: standingOf({ now, invocation }) };
  }

  #invocation() {
    return this.#asked('invocation', async () => await readInvocation(this.#admin, this.#runId));
  }

  async #keptByRun(): Promise<KeptRun | null> {
    const detail = await this.#ctx.workflowClient(RUN, this.#runId).detail();
    if (detail === null) return null;
    const entries: WorkflowEntry[] = [];
    for (;;) {
      const page = await this.#ctx.workflowClient(RUN, this.#runId).records(entries.at(-1)?.n ?? -1);
      entries.push(...page.entries);
      if (!page.hasMore || page.entries.length === 0) return { ...detail, entries };
    }
  }

  // Restate runs a workflow once for each key. Its first invocation, and with it the records, must go before the next: they
  // are stored here meanwhile. Only what Restate has answered is stored: a state that was set is on its way.
  async #restore(
    kept: KeptRun,
    invocation: RunInvocation | null,
    closing: WorkflowEntry | null,
  ): Promise<Repaired> {
    const { head, now, entries } = kept;
    const { workflow, parent } = head;
    const tooLarge = whyTooLargeToRestore(kept);
    if (tooLarge !== null) return { ...refused('stopped', tooLarge), isTooLarge: true };
    this.#ctx.set('kept', kept);
    await this.#ctx.run('kept', () => true);
    if (invocation !== null) await this.#act(invocation, 'purge');
    const order = kept.order ?? { workflow: workflow ?? '', settings: {}, parent };
    const restored: RestoredRun = { head, state: now.state, entries, closing };
    const sent: SentOrder = { ...order, given: null, restored };
    this.#ctx.workflowSendClient(RUN, this.#runId).run(sent);
    this.#ctx.clear('kept');
    return { kind: 'restored' };
  }

  // Nothing drives a paused invocation, so it is over at once.
  async #kill(invocation: RunInvocation): Promise<void> {
    await this.#act(invocation, 'kill');
    await this.#ctx.run(
      'killed',
      async () => {
        const found = await readInvocation(this.#admin, this.#runId);
        if (found !== null && found.status !== 'failed') throw new Error(`${found.id} is not over yet`);
      },
      { maxRetryAttempts: 20 },
    );
  }

  async #act({ id }: RunInvocation, action: InvocationAction): Promise<void> {
    await this.#asked(action, async () => await actOnInvocation(this.#admin, id, action));
  }

  #asked<Result>(name: string, ask: () => Promise<Result>) {
    return this.#ctx.run(name, async () => await onAdmin(this.#sdk, ask));
  }
}

const WHY: Readonly<Record<StandingKind, string>> = {
  driven: 'a worker drives it, or will return to it by itself',
  paused: 'it is paused in Restate',
  stopped: 'it has not ended, and nothing drives it',
  over: 'it has ended',
  unknown: 'Restate has no records of it',
};

const refused = (standing: StandingKind, why: string = WHY[standing]) =>
  ({ kind: 'refused', standing, why }) as const;

export type RepairObject = ReturnType<typeof repairObject>;
