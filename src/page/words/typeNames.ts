// Volume types by their names: parameters, guards and messages may have only an ID.
import type { VolumeType } from '../../../machines/types.ts';
import type { TimelineMoment } from '../../volumeMigrate/records.ts';
import { short } from './units.ts';
import { volumesIn } from './volumesIn.ts';

/** Names of volume types by their IDs. */
export type TypeNames = ReadonlyMap<string, string>;

export const NO_NAMES: TypeNames = new Map();

/** The names that a run has read, with those of an earlier time: the same map if there are no others. */
export function typeNamesOf(moments: readonly TimelineMoment[], before: TypeNames): TypeNames {
  const names = new Map<string, string>();
  for (const moment of moments) {
    for (const [id, name] of namesIn(moment))
      if (id !== null && name !== null && id !== name) names.set(id, name);
  }
  return names.size === before.size && [...names.keys()].every((id) => before.has(id)) ? before : names;
}

type Named = readonly [id: string | null, name: string | null];

function namesIn(moment: TimelineMoment): Named[] {
  const { record } = moment;
  if (record.kind !== 'event') return [];
  const { event } = record;
  if (event.type === 'done' && event.call === 'getVolumeType') {
    const { id, name } = event.output as VolumeType;
    return [[id, name]];
  }
  return volumesIn(moment).map(({ volumeTypeId, volumeType }) => [volumeTypeId, volumeType]);
}

/** The name of a type that is given by its name or by its ID; the ID if no name is known. */
export const typeInWords = (nameOrId: string, names: TypeNames): string => names.get(nameOrId) ?? nameOrId;

/** The text with the name of each type that it names by its ID; the ID follows, shortened. */
export function withTypeNames(text: string, names: TypeNames): string {
  let told = text;
  for (const [id, name] of names) told = told.replaceAll(id, () => `${name} (${short(id)})`);
  return told;
}
