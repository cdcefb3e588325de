// What the records of a volume migration call its volume, its places and its types: a list of runs names only IDs.
import type { MigrationResult } from '../../machines/context.ts';
import type { Volume, VolumeType } from '../../machines/types.ts';
import type { WorkflowEntry, WorkflowEvent } from '../engine/records.ts';

/** Names from the records of a run; those that it has not recorded are absent. */
export interface RunNames {
  readonly volumeName?: string;
  /** Where the volume was. */
  readonly fromHost?: string;
  readonly fromType?: string;
  /** Name of the destination type, which the parameters may give as an ID. */
  readonly destinationType?: string;
  /** Where the volume is, once the run has ended. */
  readonly toHost?: string;
  readonly toType?: string;
  /** The volume that holds the data after a swap by attachment. */
  readonly newVolumeId?: string;
}

/** The names after more records of a run. A record in an unknown form has none. */
export function namesAfter(names: RunNames, entries: readonly WorkflowEntry[]): RunNames {
  let now = names;
  for (const { record } of entries) {
    try {
      if (record.kind === 'event') now = { ...now, ...inEvent(record.event, now) };
      if (record.kind === 'ended') now = { ...now, ...inResult(record.result) };
    } catch {
      // Records of other workflows may look similar.
    }
  }
  return now;
}

function inEvent(event: WorkflowEvent, { volumeName }: RunNames): RunNames {
  if (event.type !== 'done') return {};
  if (event.call === 'getVolumeType') return present({ destinationType: (event.output as VolumeType).name });
  // The first reading of the volume: a later one may show the destination.
  if (event.call !== 'getVolume' || volumeName !== undefined) return {};
  const { name, host, volumeType } = event.output as Volume;
  return present({ volumeName: name, fromHost: host, fromType: volumeType });
}

function inResult({ to, volumeId, sourceVolumeId }: MigrationResult): RunNames {
  const moved = volumeId === sourceVolumeId ? null : volumeId;
  return present({ toHost: to.host, toType: to.type, newVolumeId: moved });
}

const present = (names: Readonly<Record<string, string | null>>): RunNames =>
  Object.fromEntries(Object.entries(names).filter(([, name]) => typeof name === 'string'));
