// What must hold in an unusual workload: for rights, flags, encryption, reservations and attachments.
import type { ChangeSeen, VolumeLook } from '../look.ts';
import { find, hadEffect, isMove, type Observed } from '../observed.ts';
import type { Played } from './played.ts';
import { isNemesisEvent, lastReadAt } from './toleratedViolations.ts';

/**
 * The violations, in sentences. `ended` is the cloud when the run ended, `rested` when everything had come to
 * rest. What others have done to a volume is not the run's doing: in that case only what the run itself
 * requested is judged.
 */
export function brokenAmongUnusual(ended: Observed, rested: Observed, played: Played): string[] {
  const alone = !played.happened.some(isNemesisEvent) && played.runs.length === 1;
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

/** Whether the outcome mentions it: in its error, its leftovers or its warnings. */
const speaksOf = ({ outcome }: Observed, words: RegExp): boolean => words.test(JSON.stringify(outcome));

/** The volume before, and the one that has its place now: after a swap another one. */
function pairOf({ before, after, outcome }: Observed): readonly [VolumeLook, VolumeLook] | null {
  const was = find(before, outcome.sourceVolumeId);
  const is = find(after, outcome.status === 'SUCCEEDED' ? outcome.volumeId : outcome.sourceVolumeId);
  return was === undefined || is === undefined ? null : [was, is];
}

function rightsLost(observed: Observed): string[] {
  const [was, is] = pairOf(observed) ?? [];
  const isLost = was?.ownerMayUseType && is !== undefined && !is.ownerMayUseType;
  return isLost ? [`the owner of volume ${is.id} may no longer use its type ${is.type}`] : [];
}

const FLAGS = ['multiattach', 'readOnly', 'bootable'] as const;

// A volume that got the requested type has the flag of that type; so has one whose retype Cinder finished
// after the run's deadline.
function flagsChanged(observed: Observed): string[] {
  const [was, is] = pairOf(observed) ?? [];
  if (was === undefined || is === undefined) return [];
  const isWanted = (flag: (typeof FLAGS)[number]): boolean => flag === 'multiattach' && is.type !== was.type;
  return FLAGS.filter((flag) => was[flag] !== is[flag] && !isWanted(flag))
    .filter((flag) => !speaksOf(observed, new RegExp(flag, 'i')))
    .map(
      (flag) =>
        `${flag} of volume ${is.id} was ${was[flag]} and is now ${is[flag]}, and the outcome does not report it`,
    );
}

// Allowed if an option of the run names encryption.
function encryptionChanged(observed: Observed): string[] {
  const [was, is] = pairOf(observed) ?? [];
  if (was === undefined || is === undefined || was.encrypted === is.encrypted) return [];
  const isAllowed = Object.entries(observed.parameters).some(
    ([name, value]) => /encrypt/i.test(name) && value === true,
  );
  return isAllowed
    ? []
    : [
        `volume ${is.id} was ${was.encrypted ? '' : 'not '}encrypted before, and the change was not requested`,
      ];
}

function reservationsLeft(observed: Observed): string[] {
  const { before, after } = observed;
  const left = Object.entries(after.reserved).filter(([name, now]) => now > (before.reserved[name] ?? 0));
  if (left.length === 0 || speaksOf(observed, /quota|reserv|"kind":"migration"/i)) return [];
  return left.map(([name, now]) => `${now} of ${name} remains reserved, and the outcome does not report it`);
}

// A request that was refused or failed may leave a volume on the way to another state.
function statusLeft(observed: Observed): string[] {
  const [was, is] = pairOf(observed) ?? [];
  const isLeft = is !== undefined && ['detaching', 'attaching'].includes(is.status);
  if (!isLeft || was?.status === is.status || observed.changes.length === 0) return [];
  const isNamed =
    observed.outcome.leftovers.some(({ id }) => id === is.id) || speaksOf(observed, /detaching|attaching/);
  return isNamed ? [] : [`volume ${is.id} remains ${is.status}, and the outcome does not report it`];
}

const movesOf = ({ changes }: Observed): ChangeSeen[] =>
  changes.filter(({ request }) => hadEffect(request) && (isMove(request) || isSwap(request)));

const isSwap = ({ method, path }: ChangeSeen['request']): boolean =>
  method === 'PUT' && path.includes('/os-volume_attachments/');

// The run could not see what came after its last reading of the servers or of attachments.
const touchedAfter = ({ happened }: Played, at: number): boolean =>
  happened.some((each) => isNemesisEvent(each) && each.at >= at);

// Cinder shows it as available while Nova has it attached: the guest's disk would be removed under it.
function movedUnderServer(observed: Observed, played: Played): string[] {
  return movesOf(observed).flatMap(({ request, cloud }) => {
    if (!isMove(request)) return [];
    const volume = find(cloud, observed.outcome.sourceVolumeId);
    const holder = cloud.servers.find(({ volumeIds }) => volumeIds.includes(volume?.id ?? ''));
    if (volume === undefined || holder === undefined || volume.attachedTo.includes(holder.id)) return [];
    // Of the two services' records, what came after the first reading could not be seen in both.
    const seenAt = Math.min(
      lastReadAt(observed, played, request.at, /\/servers/),
      lastReadAt(observed, played, request.at, /\/volumes\/[^/]+$/),
    );
    if (seenAt > 0 && touchedAfter(played, seenAt)) return [];
    return [`volume ${volume.id} was moved while Nova had it attached to server ${holder.id}`];
  });
}

// More attachments than the volume shows, or one that Nova does not know: Nova and Cinder would diverge.
function movedWithRows(observed: Observed, played: Played): string[] {
  return movesWithRows(observed, played)
    .filter(({ isUnseen }) => !isUnseen)
    .map(
      ({ volume, known }) =>
        `volume ${volume.id} was moved with attachments ${volume.rows.join(', ')}, of which Nova knows ${known}`,
    );
}

/**
 * Whether a volume was moved with attachments that came after the run's last reading of them: Cinder may lose
 * its data.
 */
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
  return [`Nova is still copying volume ${outcome.sourceVolumeId}, and the outcome does not report it`];
}
