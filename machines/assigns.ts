// The assign actions of the chart, by name: pure functions of context and event.

import { type ChartEvent, type MigrationContext, placementOf, volumeOf } from './context.ts';
import { answer, faultOf, seenMove, seenSourceCopies, seenSwap, seenVolume } from './events.ts';
import { hasMoved } from './guards.ts';
import { isNamedAlike } from './naming.ts';
import { placeBlockers } from './placeReasons.ts';
import type { RefusalCode } from './refusals.ts';
import { refusal } from './refusals.ts';
import type { MigrationOperation, Pool, RunStatus, TemporaryUser, Volume } from './types.ts';
import { isMoving } from './volumeRules.ts';

type Update = Partial<MigrationContext>;

// Adds reasons to a failure that is already recorded, before or after the existing ones.
const explain = (
  { failure }: MigrationContext,
  before: readonly string[],
  after: readonly string[] = [],
): Update =>
  failure === null ? {} : { failure: { ...failure, reasons: [...before, ...failure.reasons, ...after] } };

const keepSeen = (context: MigrationContext, seen: Volume): Update => ({
  lastSeen: seen,
  moveBegan: hasMoved(context, seen),
  ...ownersChange(context, seen),
});

// Once Cinder has replaced the volume by the moved copy, the volume shows the copy's names, which no owner
// chose.
function ownersChange(context: MigrationContext, seen: Volume): Update {
  if (hasMoved(context, seen) && !isMoving(seen)) return {};
  const { name, description, metadataKeys } = seen;
  const isAsBefore = isNamedAlike(seen, volumeOf(context));
  return { ownersChange: isAsBefore ? null : { name, description, metadataKeys } };
}

export const assigns = {
  // Results of calls
  keepVolume: (_: MigrationContext, event: ChartEvent): Update => {
    const volume = answer<Volume>(event);
    return { volume, lastSeen: volume };
  },
  keepAttachments: (_: MigrationContext, event: ChartEvent): Update => ({ attachmentRecords: answer(event) }),
  keepHolders: (_: MigrationContext, event: ChartEvent): Update => ({ holders: answer(event) }),
  keepTypeDetails: (_: MigrationContext, event: ChartEvent): Update => ({ typeDetails: answer(event) }),
  keepAllPools: (_: MigrationContext, event: ChartEvent): Update => ({ allPools: answer(event) }),
  keepQuotas: (_: MigrationContext, event: ChartEvent): Update => ({ quotas: answer(event) }),
  forgetQuotas: (): Update => ({ quotas: [] }),
  keepSnapshots: (_: MigrationContext, event: ChartEvent): Update => ({ snapshotIds: answer(event) }),
  keepServers: (_: MigrationContext, event: ChartEvent): Update => ({ servers: answer(event) }),
  keepMovesOfServers: (_: MigrationContext, event: ChartEvent): Update => ({ movesOfServers: answer(event) }),
  keepPools: (_: MigrationContext, event: ChartEvent): Update => ({ pools: answer(event) }),
  keepVolumeType: (_: MigrationContext, event: ChartEvent): Update => ({ volumeType: answer(event) }),
  keepDestinationVolumeType: (_: MigrationContext, event: ChartEvent): Update => ({
    destinationVolumeType: answer(event),
  }),
  keepSwapRefusal: (_: MigrationContext, event: ChartEvent): Update => {
    const refused = answer<{ status: number; message: string; requestId: string | null }>(event);
    return {
      swapRefusal: {
        name: 'SwapRefused',
        code: 'SwapRefused',
        message: refused.message,
        reasons: [
          refused.status === 403
            ? 'Nova lets only admins swap volumes: sign in with the admin role'
            : 'Nova rejects direct swaps (OSSN-0094): use swap_method auto or retype, with which Cinder retypes the volume in place and it keeps its ID',
        ],
        status: refused.status,
        requestId: refused.requestId,
        uncertain: false,
      },
    };
  },
  keepTemporaryUser: (_: MigrationContext, event: ChartEvent): Update => ({
    temporaryUser: answer<TemporaryUser>(event),
  }),
  keepDestinationVolumeId: (_: MigrationContext, event: ChartEvent): Update => ({
    destinationVolumeId: answer<{ volumeId: string }>(event).volumeId,
  }),
  keepSwapRequest: (_: MigrationContext, event: ChartEvent): Update => ({
    swapAsked: 'yes',
    swapRequestId: answer<{ requestId: string }>(event).requestId,
    did: 'swap',
  }),

  // What watches see
  keepSeenVolume: (context: MigrationContext, event: ChartEvent): Update => {
    const seen = seenVolume(event);
    return seen == null ? {} : keepSeen(context, seen);
  },
  keepSeenMove: (context: MigrationContext, event: ChartEvent): Update => {
    const move = seenMove(event);
    const seen = move?.volume;
    if (move === undefined || seen == null) return { move: move ?? null };
    return { move, ...keepSeen(context, seen) };
  },
  keepSeenDestination: (_: MigrationContext, event: ChartEvent): Update => ({
    destinationVolume: seenVolume(event) ?? null,
  }),
  keepSeenSwap: (context: MigrationContext, event: ChartEvent): Update => {
    const swap = seenSwap(event) ?? context.swap;
    return { swap, destinationVolume: swap?.destination ?? context.destinationVolume };
  },
  keepProvenSource: (_: MigrationContext, event: ChartEvent): Update => ({
    provenSource: seenSwap(event)?.source ?? null,
  }),
  keepSourceCopies: (_: MigrationContext, event: ChartEvent): Update => ({
    sourceCopies: seenSourceCopies(event) ?? [],
  }),

  // Progress
  noteDid: (_: MigrationContext, __: ChartEvent, params: { did: MigrationOperation }): Update => ({
    did: params.did,
  }),
  noteSwapMayBeAsked: (): Update => ({ swapAsked: 'maybe' }),
  noteSwapNotAsked: (): Update => ({ swapAsked: 'no' }),
  noteSwapProven: (): Update => ({ swapProven: true }),
  noteSourceDeleted: (): Update => ({ sourceDeleted: true }),
  forgetTemporaryUser: (): Update => ({ temporaryUser: null }),
  forgetDestinationVolume: (): Update => ({ destinationVolumeId: null }),

  // Failure
  refuse: (context: MigrationContext, _: ChartEvent, params: { code: RefusalCode }): Update => ({
    failure: refusal(params.code, context),
  }),
  keepFault: (context: MigrationContext, event: ChartEvent): Update => ({
    failure: context.failure ?? faultOf(event),
  }),
  failWithSwapRefusal: (context: MigrationContext): Update => ({ failure: context.swapRefusal }),
  addReasons: (context: MigrationContext, event: ChartEvent): Update =>
    explain(context, [], answer<readonly string[]>(event)),
  addLastFault: (context: MigrationContext, event: ChartEvent): Update =>
    event.type !== 'watch.deadline' || event.lastFault === null
      ? {}
      : explain(context, [`the last reading failed: ${event.lastFault.message}`]),
  addPlaceReasons: (context: MigrationContext, event: ChartEvent): Update =>
    context.destinationVolumeType === null
      ? {}
      : explain(context, placeBlockers(placementOf(context, answer<readonly Pool[]>(event)))),

  // The end
  noteStatus: (_: MigrationContext, __: ChartEvent, params: { status: RunStatus }): Update => ({
    status: params.status,
  }),

  // Cancel
  noteCancel: (): Update => ({ cancelRequested: true }),
};
