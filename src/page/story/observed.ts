// What was read of each volume and server during the run: a row for each change.
import type { Server, SourceCopy, SwapSighting, Volume } from '../../../machines/types.ts';
import type { TimelineMoment } from '../../volumeMigrate/records.ts';
import { short } from '../words/units.ts';
import { volumeFields } from '../words/volumes.ts';

export interface Sighting {
  /** The record that showed it. */
  readonly n: number;
  readonly afterMs: number;
  /** By column. */
  readonly fields: Readonly<Record<string, string>>;
  /** The columns that differ from the previous row. */
  readonly changed: ReadonlySet<string>;
}

/** One volume, server or swap. */
export interface Subject {
  readonly id: string;
  readonly title: string;
  readonly sightings: readonly Sighting[];
}

type Fields = Readonly<Record<string, string>>;
interface Seen {
  readonly id: string;
  readonly title: string;
  /** Null if it is gone. */
  readonly fields: Fields | null;
}

/** All subjects, in the order in which they were first read. */
export function observedIn(moments: readonly TimelineMoment[]): Subject[] {
  const subjects = new Map<string, { title: string; sightings: Sighting[] }>();
  let before = '';
  for (const moment of moments) {
    const gone = watchedIn(before, [...subjects.keys()]);
    for (const { id, title, fields } of seenIn(moment, gone)) {
      const subject = subjects.get(id) ?? { title, sightings: [] };
      subjects.set(id, subject);
      addSighting(subject.sightings, moment, fields);
    }
    before = moment.state;
  }
  return [...subjects].map(([id, subject]) => ({ id, ...subject }));
}

// A reading of nothing names no volume: it is the destination while that is being created, otherwise the
// volume of the run.
function watchedIn(state: string, seen: readonly string[]): string | undefined {
  const volumes = seen.filter((id) => id.startsWith('volume '));
  return state.endsWith('.watchingDestinationVolume') ? volumes.at(-1) : volumes[0];
}

function addSighting(sightings: Sighting[], { n, afterMs }: TimelineMoment, fields: Fields | null): void {
  const last = sightings.at(-1)?.fields ?? {};
  const now =
    fields ?? Object.fromEntries(Object.keys(last).map((name, index) => [name, index === 0 ? 'gone' : '']));
  const changed = new Set(Object.keys(now).filter((name) => last[name] !== now[name]));
  if (changed.size > 0) sightings.push({ n, afterMs, fields: now, changed });
}

const ofVolume = (volume: Volume): Seen => ({
  id: `volume ${volume.id}`,
  title: `Volume ${volume.id}`,
  fields: volumeFields(volume),
});

const ofServer = ({ id, name, vmState, taskState }: Server): Seen => ({
  id: `server ${id}`,
  title: `Server ${name} ${id}`,
  fields: { vm_state: vmState, task_state: taskState ?? 'none' },
});

function ofSwap({ source, destination, attachedVolumeIds, result }: SwapSighting): Seen[] {
  const volumes = [source, destination].filter((volume) => volume !== null).map(ofVolume);
  const fields = {
    result: result ?? 'none yet',
    'attached according to Nova': attachedVolumeIds.map(short).join(', ') || 'none',
  };
  return [{ id: 'swap', title: 'Nova’s swap', fields }, ...volumes];
}

const ofCopies = (copies: readonly SourceCopy[]): Seen => ({
  id: 'copies',
  title: 'Copies on the old backend, which Cinder deletes',
  fields: { copies: copies.map(({ id, status }) => `${short(id)} ${status}`).join(', ') || 'none' },
});

/** `watched`: the volume that a reading of nothing belongs to. */
function seenIn({ record }: TimelineMoment, watched: string | undefined): Seen[] {
  if (record.kind !== 'event') return [];
  const { event } = record;
  if (event.type === 'done' && event.call === 'getVolume') return [ofVolume(event.output as Volume)];
  if (event.type === 'done' && event.call === 'getServers') return (event.output as Server[]).map(ofServer);
  if (event.type === 'swap.seen') return ofSwap(event.swap);
  if (event.type === 'sourceCopies.seen') return [ofCopies(event.copies)];
  if (event.type !== 'volume.seen') return [];
  if (event.volume !== null) return [ofVolume(event.volume)];
  return watched === undefined ? [] : [{ id: watched, title: '', fields: null }];
}
