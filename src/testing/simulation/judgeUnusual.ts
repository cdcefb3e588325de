// What must hold in an unusual story: of rights, flags, encryption, reservations and attachments, each against the other
// service's own record.
import type { ChangeSeen, VolumeLook } from '../look.ts';
import { find, hadEffect, isMove, type Observed } from '../observed.ts';
import { isDeed, lastReadAt } from './excuses.ts';
import type { Played } from './played.ts';

/**
 * What is broken, in sentences. `ended` is the cloud as the run ended, `rested` when all had come to rest. What others have
 * done to a volume is no fault of the run: where somebody has, only what the run itself has asked for is judged.
 */
export function brokenAmongUnusual(ended: Observed, rested: Observed, played: Played): string[] {
  const alone = !played.happened.some(isDeed) && played.runs.length === 1;
  const byRun = [...movedUnderServer(ended, played), ...movedWithRows(ended, played)];
  if (!alone) return byRun;
  return [
    ...byRun,
    ...rightsLost(rested),
    ...flagsChanged(rested),
    ...encryptionChanged(rested),
    ...reservationsLeft(rested),
    ...statusLeft(rested),
    ...copyUnnamed(ended),
  ];
}

/** Whether the outcome speaks of it: in its error, its leftovers or its warnings. */
const speaksOf = ({ outcome }: Observed, words: RegExp): boolean => words.test(JSON.stringify(outcome));

/** The volume before, and the one that now has its place: after a swap another one. */
function pairOf({ before, after, outcome }: Observed): readonly [VolumeLook, VolumeLook] | null {
  const was = find(before, outcome.sourceVolumeId);
  const is = find(after, outcome.status === 'SUCCEEDED' ? outcome.volumeId : outcome.sourceVolumeId);
  return was === undefined || is === undefined ? null : [was, is];
}

function rightsLost(observed: Observed): string[] {
  const [was, is] = pairOf(observed) ?? [];
  const isLost = was?.ownerMayUseType && is !== undefined && !is.ownerMayUseType;
  return isLost ? [`the owner of volume ${is.id} may not use its type ${is.type} any more`] : [];
}

const FLAGS = ['multiattach', 'readOnly', 'bootable'] as const;

// A volume that got another type, as was asked, has the flag of that type; so has one whose retype Cinder finished after
// the run's time was over.
function flagsChanged(observed: Observed): string[] {
  const [was, is] = pairOf(observed) ?? [];
  if (was === undefined || is === undefined) return [];
  const isWanted = (flag: (typeof FLAGS)[number]): boolean => flag === 'multiattach' && is.type !== was.type;
  return FLAGS.filter((flag) => was[flag] !== is[flag] && !isWanted(flag))
    .filter((flag) => !speaksOf(observed, new RegExp(flag, 'i')))
    .map(
      (flag) => `${flag} of volume ${is.id} was ${was[flag]}, is ${is[flag]}, and the run does not say so`,
    );
}

// An option of the run that names encryption allows it.
function encryptionChanged(observed: Observed): string[] {
  const [was, is] = pairOf(observed) ?? [];
  if (was === undefined || is === undefined || was.encrypted === is.encrypted) return [];
  const isAllowed = Object.entries(observed.parameters).some(
    ([name, value]) => /encrypt/i.test(name) && value === true,
  );
  return isAllowed
    ? []
    : [`volume ${is.id} was ${was.encrypted ? '' : 'not '}encrypted, and nobody asked for that change`];
}

function reservationsLeft(observed: Observed): string[] {
  const { before, after } = observed;
  const left = Object.entries(after.reserved).filter(([name, now]) => now > (before.reserved[name] ?? 0));
  if (left.length === 0 || speaksOf(observed, /quota|reserv|"kind":"migration"/i)) return [];
  return left.map(([name, now]) => `${now} of ${name} stay reserved, and the run does not say so`);
}

// A request that was refused or came to nothing may leave a volume on the way to another state.
function statusLeft(observed: Observed): string[] {
  const [was, is] = pairOf(observed) ?? [];
  const isLeft = is !== undefined && ['detaching', 'attaching'].includes(is.status);
  if (!isLeft || was?.status === is.status || observed.changes.length === 0) return [];
  const isNamed =
    observed.outcome.leftovers.some(({ id }) => id === is.id) || speaksOf(observed, /detaching|attaching/);
  return isNamed ? [] : [`volume ${is.id} stays ${is.status}, and the run does not say so`];
}

const movesOf = ({ changes }: Observed): ChangeSeen[] =>
  changes.filter(({ request }) => hadEffect(request) && (isMove(request) || isSwap(request)));

const isSwap = ({ method, path }: ChangeSeen['request']): boolean =>
  method === 'PUT' && path.includes('/os-volume_attachments/');

// What came after the run's last look at the servers, or at attachments, it could not see.
const touchedAfter = ({ happened }: Played, at: number): boolean =>
  happened.some((each) => isDeed(each) && each.at >= at);

// Cinder calls it available, and Nova has it attached: the guest's disk would go from under it.
function movedUnderServer(observed: Observed, played: Played): string[] {
  return movesOf(observed).flatMap(({ request, cloud }) => {
    if (!isMove(request)) return [];
    const volume = find(cloud, observed.outcome.sourceVolumeId);
    const holder = cloud.servers.find(({ volumeIds }) => volumeIds.includes(volume?.id ?? ''));
    if (volume === undefined || holder === undefined || volume.attachedTo.includes(holder.id)) return [];
    // Of the two services' records, what came after the first it could not see in both.
    const seenAt = Math.min(
      lastReadAt(observed, played, request.at, /\/servers/),
      lastReadAt(observed, played, request.at, /\/volumes\/[^/]+$/),
    );
    if (seenAt > 0 && touchedAfter(played, seenAt)) return [];
    return [`volume ${volume.id} was moved under server ${holder.id}, which Nova has it attached to`];
  });
}

// More attachments than the volume shows, or one that Nova does not know: Nova and Cinder would come apart.
function movedWithRows(observed: Observed, played: Played): string[] {
  return movesWithRows(observed, played)
    .filter(({ isUnseen }) => !isUnseen)
    .map(
      ({ volume, known }) =>
        `volume ${volume.id} was to be moved with attachments ${volume.rows.join(', ')}, ${known} known to Nova`,
    );
}

/** Whether a volume was moved with attachments that came after the run's last look at them: Cinder may lose its data. */
export const movedWithUnseenRows = (observed: Observed, played: Played): boolean =>
  movesWithRows(observed, played).some(({ isUnseen }) => isUnseen);

function movesWithRows(observed: Observed, played: Played) {
  return movesOf(observed).flatMap(({ request, cloud }) => {
    const volume = find(cloud, observed.outcome.sourceVolumeId);
    if (volume === undefined || volume.rows.length === 0) return [];
    const known = cloud.servers.filter(({ volumeIds }) => volumeIds.includes(volume.id)).length;
    if (volume.rows.length === 1 && known === 1) return [];
    const seenAt = lastReadAt(observed, played, request.at, /\/attachments|os-volume_attachments/);
    return [{ volume, known, isUnseen: touchedAfter(played, seenAt) }];
  });
}

// Cinder may end a move in `error` while Nova still copies for it.
function copyUnnamed(observed: Observed): string[] {
  const { outcome, after, before } = observed;
  if (outcome.status === 'SUCCEEDED' || !movesOf(observed).some(({ request }) => isMove(request))) return [];
  const old = new Set(before.servers.flatMap(({ swaps }) => Object.keys(swaps)));
  const runs = after.servers.some(({ swaps }) =>
    Object.entries(swaps).some(([id, result]) => result === null && !old.has(id)),
  );
  if (!runs || outcome.leftovers.some(({ kind }) => kind === 'migration')) return [];
  return [`Nova still copies volume ${outcome.sourceVolumeId}, and the run does not say so`];
}
