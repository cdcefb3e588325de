// Records of version 0.1.0 hold the values of volumes' metadata: whoever reads them gets the keys, as later records have them.
import { runMarkIn } from '../../services/cinder/schemas.ts';
import type { Entry, JournalRecord } from './records.ts';

/** The record as this version would have written it: of a volume's metadata only the keys. Other records as they are. */
export function currentForm(record: JournalRecord): JournalRecord {
  // A long watch is mostly requests, and these hold no volume.
  if (record.kind !== 'intent' && record.kind !== 'event') return record;
  return converted(record) as JournalRecord;
}

/** The same entry with its record in the current form. Its digest stays that of the record as it was written. */
export function inCurrentForm(entry: Entry): Entry {
  const record = currentForm(entry.record);
  return record === entry.record ? entry : { ...entry, record };
}

// Gives back the same object where nothing in it changes: most records are of this version.
function converted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(converted);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const fields = Object.entries(value);
  const after = fields.map(([name, item]): [string, unknown] => [name, converted(item)]);
  const isSame = after.every(([, item], index) => item === fields[index]?.[1]);
  const copy = isSame ? value : Object.fromEntries(after);
  return isOldVolume(copy) ? withKeys(copy) : copy;
}

interface OldVolume {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly imageMetadata: Readonly<Record<string, unknown>>;
}

const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOldVolume = (value: object): value is OldVolume =>
  isMap((value as Partial<OldVolume>).metadata) && isMap((value as Partial<OldVolume>).imageMetadata);

const withKeys = ({ metadata, imageMetadata, ...rest }: OldVolume): object => ({
  ...rest,
  metadataKeys: Object.keys(metadata).sort(),
  imageMetadataKeys: Object.keys(imageMetadata).sort(),
  runMark: runMarkIn(metadata),
});
