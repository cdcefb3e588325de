// What a run holds across all workers: its resource, and its slots.
import type { WorkflowContext } from '@restatedev/restate-sdk';
import { checkFree } from '../../engine/exclusivity.ts';
import type { RunClaim, RunSummary } from '../../engine/store.ts';
import type { ClaimObject } from './claimObject.ts';
import { claimKey, type Refusal, SERVICES, type SentClaim, slotsKey } from './protocol.ts';
import { refusalOf } from './refusal.ts';
import type { SlotsObject } from './slotsObject.ts';

const CLAIM = { name: SERVICES.claim } as ClaimObject;
const SLOTS = { name: SERVICES.slots } as SlotsObject;

/** Claims the resource, then takes the slots. Returns why not, if another run has it or the slots are all in use. */
export async function hold(ctx: WorkflowContext, claim: SentClaim): Promise<Refusal | null> {
  const { resource, runId, slots } = claim;
  if (resource !== null) {
    const claimed = await ctx.objectClient(CLAIM, claimKey(claim)).claim(runId);
    if (claimed !== null) return heldBy(claim, claimed.runId, claimed.since);
  }
  if (Object.keys(slots).length === 0) return null;
  const full = await ctx.objectClient(SLOTS, slotsKey(claim)).take({ runId, slots });
  if (full.length === 0) return null;
  await releaseResource(ctx, claim);
  return { kind: 'limit', slots: full };
}

/** Adds slots to those of a run that holds its resource. Restate delivers it before a later `release`. */
export function takeSlots(ctx: WorkflowContext, claim: SentClaim, slots: readonly string[]): void {
  ctx.objectSendClient(SLOTS, slotsKey(claim)).add({ runId: claim.runId, slots });
}

/** Releases what a run holds: it is free when the promise resolves. */
export async function release(ctx: WorkflowContext, claim: SentClaim): Promise<void> {
  await releaseResource(ctx, claim);
  await ctx.objectClient(SLOTS, slotsKey(claim)).release(claim.runId);
}

async function releaseResource(ctx: WorkflowContext, claim: SentClaim): Promise<void> {
  if (claim.resource !== null) await ctx.objectClient(CLAIM, claimKey(claim)).release(claim.runId);
}

// The error is the same as with every other store.
function heldBy(claim: SentClaim, runId: string, startedAt: string): Refusal | null {
  const { resource, scope } = claim;
  const { slots: _, ...asked } = claim;
  const other = { runId, resource, scope, startedAt, holder: null } as unknown as RunSummary;
  try {
    checkFree(asked as RunClaim, [other]);
    return null;
  } catch (error) {
    return refusalOf(error);
  }
}
