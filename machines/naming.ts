// What an owner may change on a volume while it moves: detects and describes the differences.
import type { Naming, Volume } from './types.ts';

const FIELDS = ['name', 'description'] as const;

const keysOf = ({ metadataKeys }: Naming): string => metadataKeys.join(', ');

export const isNamedAlike = (left: Naming, right: Naming): boolean =>
  FIELDS.every((field) => left[field] === right[field]) && keysOf(left) === keysOf(right);

/** What was changed since `before`, in words, without the values of metadata. */
export function changes(before: Naming, now: Naming): string[] {
  const named = FIELDS.filter((field) => now[field] !== before[field]).map(
    (field) => `${field} changed from "${before[field] ?? ''}" to "${now[field] ?? ''}"`,
  );
  const isChanged = keysOf(now) !== keysOf(before);
  return [
    ...named,
    ...(isChanged
      ? [`metadata keys changed from ${keysOf(before) || 'none'} to ${keysOf(now) || 'none'}`]
      : []),
  ];
}

/** What else an owner may have changed since `before`, in words. */
export function otherChanges(before: Volume, now: Volume): string[] {
  const [keys, oldKeys] = [now, before].map(({ imageMetadataKeys }) => imageMetadataKeys.join(', '));
  return [
    ...(now.bootable === before.bootable
      ? []
      : [`bootable changed from ${before.bootable} to ${now.bootable}`]),
    ...(keys === oldKeys
      ? []
      : [`image metadata keys changed from ${oldKeys || 'none'} to ${keys || 'none'}`]),
  ];
}

/**
 * What was changed since `before` and is back to its old value in `now`, in words, without the values of
 * metadata.
 */
export function droppedChanges(before: Naming, changed: Naming, now: Naming): string[] {
  const named = FIELDS.filter(
    (field) => changed[field] !== before[field] && now[field] === before[field],
  ).map((field) => `${field} "${changed[field] ?? ''}" is "${now[field] ?? ''}" again`);
  const isDropped = keysOf(changed) !== keysOf(before) && keysOf(now) === keysOf(before);
  return [
    ...named,
    ...(isDropped ? [`metadata keys ${keysOf(changed) || 'none'} are ${keysOf(now) || 'none'} again`] : []),
  ];
}
