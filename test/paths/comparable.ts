// Outcomes of one path on the machine alone and on a cloud: the same except for IDs and the services' own words.
import type { EventObject } from 'xstate';
import type { MigrationResult } from '../../machines/context.ts';
import { REFUSALS } from '../../machines/refusals.ts';
import type {
  AttachmentRecord,
  Fault,
  MoveSighting,
  SwapSighting,
  TemporaryUser,
  Volume,
} from '../../machines/types.ts';
import { toJournal } from '../../src/engine/events.ts';
import type { Outcome } from '../../src/volumeMigrate/outcome.ts';
import type { JournalEvent } from '../../src/volumeMigrate/records.ts';

/** What differs from walk to walk, and what replaces it. */
type Names = readonly (readonly [given: string, name: string])[];

/** An outcome in which names replace IDs and the services' words; `events` are what the machine received. */
export function comparable(
  result: Omit<Outcome, 'startedAt' | 'endedAt'>,
  events: readonly EventObject[],
): unknown {
  const told = events.flatMap((event) => toJournal(event) ?? []);
  const given = new Map(told.flatMap((event) => [...idsIn(event), ...wordsIn(event)]));
  given.set(result.sourceVolumeId, 'SOURCE');
  const { runId, status, operation, volumeId, sourceVolumeId, from, to, error, warnings, leftovers } = result;
  const known = { runId, status, operation, volumeId, sourceVolumeId, from, to, warnings, leftovers };
  // The services' words hold ids: the longest first.
  const names = [...given].sort(([one], [other]) => other.length - one.length);
  return renamed(error === undefined ? known : { ...known, error: comparableError(error) }, names);
}

// A service's error has reasons of its own.
const comparableError = (error: NonNullable<MigrationResult['error']>) =>
  error.code in REFUSALS || error.code === 'SwapRefused' ? error : { ...error, reasons: [] };

function idsIn(event: JournalEvent): [string, string][] {
  if (event.type === 'swap.seen') return swapIds(event.swap);
  if (event.type === 'volume.seen') return attachmentIds(event.volume);
  if (event.type === 'move.seen') return moveIds(event.move);
  if (event.type === 'sourceCopies.seen') return event.copies.map(({ id }) => [id, 'COPY']);
  if (event.type !== 'done') return [];
  const { call, output } = event;
  if (call === 'getVolume') {
    const { projectId, attachments } = output as Volume;
    return [
      [projectId, 'PROJECT'],
      ...attachments.map(({ serverId }): [string, string] => [serverId, 'SERVER']),
    ];
  }
  if (call === 'listAttachments') return recordIds(output as readonly AttachmentRecord[]);
  if (call === 'listHolders' || call === 'getServers')
    return (output as { id: string }[]).map(({ id }) => [id, 'SERVER']);
  if (call === 'listSnapshots') return (output as string[]).map((id) => [id, 'SNAPSHOT']);
  if (call === 'listMovesOfServers') return (output as string[]).map((id) => [id, 'MOVING']);
  if (call === 'listOrphans') return (output as { id: string }[]).map(({ id }) => [id, 'ORPHAN']);
  if (call === 'createTemporaryUser') return [[(output as TemporaryUser).id, 'USER']];
  if (call === 'createDestinationVolume') return [[(output as { volumeId: string }).volumeId, 'DESTINATION']];
  return [];
}

// Nova lists the server's root volume too.
const swapIds = ({ attachedVolumeIds }: SwapSighting): [string, string][] =>
  attachedVolumeIds.slice(0, 1).map((id) => [id, 'ROOT']);

const moveIds = ({ volume, target }: MoveSighting): [string, string][] => [
  ...attachmentIds(volume),
  ...(target === null ? [] : [[target.id, 'TARGET'] as [string, string]]),
];

// Cinder gives the moved volume a new attachment record.
const attachmentIds = (volume: Volume | null): [string, string][] =>
  (volume?.attachments ?? []).flatMap(({ attachmentId }): [string, string][] =>
    attachmentId === null ? [] : [[attachmentId, 'RECORD']],
  );

const recordIds = (records: readonly AttachmentRecord[]): [string, string][] =>
  records.flatMap(({ id, serverId }): [string, string][] => [
    [id, 'RECORD'],
    [serverId, 'SERVER'],
  ]);

function wordsIn(event: JournalEvent): [string, string][] {
  const faults: (Fault | null)[] =
    event.type === 'failed' || event.type === 'watch.failed'
      ? [event.fault]
      : event.type === 'watch.deadline'
        ? [event.lastFault]
        : [];
  const said = event.type === 'done' ? (event.output as { message?: string } | null)?.message : undefined;
  return [...faults.flatMap((fault) => fault?.message ?? []), ...(said === undefined ? [] : [said])].map(
    (words) => [words, 'WORDS'],
  );
}

const REQUEST_ID = /req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function renamed(value: unknown, names: Names): unknown {
  if (typeof value === 'string') {
    const text = names.reduce((before, [given, name]) => before.replaceAll(given, name), value);
    return text.replace(REQUEST_ID, 'REQUEST');
  }
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item, names)]));
}
