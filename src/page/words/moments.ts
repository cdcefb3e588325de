// Each moment of a run in a sentence.
import type { Fault, Volume } from '../../../machines/types.ts';
import { WORKFLOW } from '../../volumeMigrate/name.ts';
import type { JournalEvent, JournalRecord, TimelineMoment } from '../../volumeMigrate/records.ts';
import { answerInWords, askInWords, callInWords, whoResponds } from './calls.ts';
import { requestInWords } from './requests.ts';
import { titleOf } from './runs.ts';
import { statusInWords } from './standings.ts';
import { copiesCounted, duration, short } from './units.ts';
import { moveInWords, swapInWords, volumeChange, volumeInWords } from './volumes.ts';

/** The kind of moment: it has an icon, and a name for screen readers. */
export type Kind = 'begin' | 'ask' | 'change' | 'answer' | 'fault' | 'seen' | 'warning' | 'cancel' | 'end';

export interface Told {
  readonly kind: Kind;
  readonly text: string;
}

/** What was last read of each volume before, by its ID: a reading is described by what has changed. */
export type LastSeen = ReadonlyMap<string, Volume>;

/** A moment in words. */
export function momentInWords({ record }: TimelineMoment, lastSeen: LastSeen): Told {
  switch (record.kind) {
    case 'started':
      return { kind: 'begin', text: `${goalOf(record)} begins` };
    case 'intent':
      return { kind: callInWords(record.call).changes ? 'change' : 'ask', text: askInWords(record.call) };
    case 'request':
      return { kind: 'ask', text: requestInWords(record.request) };
    case 'event':
      return eventInWords(record.event, lastSeen);
    case 'resumed':
      return { kind: 'begin', text: 'Another process resumed the run' };
    case 'ended':
      return { kind: 'end', text: endInWords(record) };
    case 'givenUp':
      return { kind: 'end', text: `The run was given up: ${record.why}` };
  }
}

type Started = Extract<JournalRecord, { kind: 'started' }>;
type Ended = Extract<JournalRecord, { kind: 'ended' }>;

const goalOf = ({ workflow = WORKFLOW, input }: Started): string =>
  workflow === WORKFLOW ? titleOf(input.parameters) : `The run of workflow ${workflow}`;

// The output of another workflow may be anything.
function endInWords({ result }: Ended): string {
  const { status } = (result ?? {}) as { readonly status?: unknown };
  return typeof status === 'string' ? `The run has ended: ${statusInWords(status)}` : 'The run has ended';
}

function eventInWords(event: JournalEvent, lastSeen: LastSeen): Told {
  switch (event.type) {
    case 'done':
      return {
        kind: 'answer',
        text: `${whoResponds(event.call)} responds: ${answerInWords(event.call, event.output)}`,
      };
    case 'failed':
      return {
        kind: 'fault',
        text: `${whoResponds(event.call)} failed: ${faultInWords(event.fault)}`,
      };
    case 'cancel':
      return { kind: 'cancel', text: 'Cancel requested' };
    case 'volume.seen':
      return { kind: 'seen', text: `Cinder shows ${sightingInWords(event.volume, lastSeen)}` };
    case 'move.seen':
      return { kind: 'seen', text: moveInWords(event.move) };
    case 'swap.seen':
      return { kind: 'seen', text: swapInWords(event.swap) };
    case 'sourceCopies.seen':
      return { kind: 'seen', text: `Cinder shows ${copiesInWords(event.copies)}` };
    case 'watch.stalled':
      return { kind: 'warning', text: `No change for ${duration(event.forMs)}` };
    case 'watch.deadline':
      return { kind: 'fault', text: `The time limit has passed, after ${duration(event.afterMs)}` };
    case 'watch.failed':
      return { kind: 'fault', text: `Watching failed: ${faultInWords(event.fault)}` };
    default:
      return { kind: 'seen', text: `Event ${(event as { readonly type: string }).type}` };
  }
}

function faultInWords({ message, status, requestId, uncertain }: Fault): string {
  const where = [status == null ? null : `status ${status}`, requestId].filter((part) => part != null);
  const doubt = uncertain ? '; it is not known whether the call took effect' : '';
  return `${message}${where.length === 0 ? '' : ` (${where.join(', ')})`}${doubt}`;
}

function sightingInWords(volume: Volume | null, lastSeen: LastSeen): string {
  if (volume === null) return 'that the volume no longer exists';
  const before = lastSeen.get(volume.id);
  if (before === undefined) return `volume ${short(volume.id)}: ${volumeInWords(volume)}`;
  return volumeChange(before, volume) ?? `volume ${short(volume.id)} with no visible change`;
}

const copiesInWords = (copies: readonly { readonly id: string; readonly status: string }[]): string =>
  copies.length === 0
    ? 'no copy left on the old backend'
    : `${copiesCounted(copies.length)} on the old backend: ${copies.map(({ id, status }) => `${short(id)} ${status}`).join(', ')}`;
