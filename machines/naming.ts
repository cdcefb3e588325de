// What an owner may change of a volume while it moves: is it the same, and how does it differ?
import type { Naming, Volume } from './types.ts';

const FIELDS = ['name', 'description'] as const;

const keysOf = ({ metadataKeys }: Naming): string => metadataKeys.join(', ');

export const isNamedAlike = (left: Naming, right: Naming): boolean =>
  FIELDS.every((field) => left[field] === right[field]) && keysOf(left) === keysOf(right);

/** What was changed since `before`: in words, without the values of metadata. */
export function changes(before: Naming, now: Naming): string[] {
  const named = FIELDS.filter((field) => now[field] !== before[field]).map(
    (field) => `${field} "${now[field] ?? ''}", it was "${before[field] ?? ''}"`,
  );
  const isChanged = keysOf(now) !== keysOf(before);
  return [
    ...named,
    ...(isChanged ? [`metadata keys ${keysOf(now) || 'none'}, they were ${keysOf(before) || 'none'}`] : []),
  ];
}

/** What else an owner may have changed since `before`: in words. */
export function otherChanges(before: Volume, now: Volume): string[] {
  const [keys, oldKeys] = [now, before].map(({ imageMetadataKeys }) => imageMetadataKeys.join(', '));
  return [
    ...(now.bootable === before.bootable ? [] : [`bootable is ${now.bootable}, it was ${before.bootable}`]),
    ...(keys === oldKeys ? [] : [`image metadata keys ${keys || 'none'}, they were ${oldKeys || 'none'}`]),
  ];
}

/** What was changed since `before`, and is as it was then `now`: in words, without the values of metadata. */
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
