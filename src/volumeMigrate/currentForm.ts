// Converts records of version 0.1.0, which hold metadata values, to the current form, which holds only the keys.
import { runMarkIn } from '../../services/cinder/schemas.ts';
import type { WorkflowEntry, WorkflowRecord } from '../engine/records.ts';

/**
 * The record as this version would have written it: only the keys of a volume's metadata. Other records are
 * unchanged.
 */
export function currentForm(record: WorkflowRecord): WorkflowRecord {
  if (record.kind === 'ended') return withOperation(record);
  // Most records of a long watch are requests, which hold no volume.
  if (record.kind !== 'intent' && record.kind !== 'event') return record;
  return converted(record) as WorkflowRecord;
}

// Earlier versions called the field `did`.
function withOperation(record: WorkflowRecord & { readonly kind: 'ended' }): WorkflowRecord {
  const { result } = record;
  if (typeof result !== 'object' || result === null || !('did' in result)) return record;
  const { did, ...rest } = result;
  return { ...record, result: { ...rest, operation: did } };
}

/**
 * The same entry with its record in the current form. It keeps the digest of the record as it was written.
 */
export function inCurrentForm(entry: WorkflowEntry): WorkflowEntry {
  const record = currentForm(entry.record);
  return record === entry.record ? entry : { ...entry, record };
}

// Returns the same object if nothing in it changes: most records are of this version.
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
