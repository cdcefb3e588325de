// What a second volume needs to take the place of the first: a source that can be deleted, the same image metadata, no encryption, quota.
import { noSnapshots } from './blockerFacts.ts';
import { elements, type Given, type Tell } from './facts.ts';
import { count, list } from './units.ts';

const imageMetadata: Tell = (given) => {
  const keys = elements(given, 'context.volume.refusedImageMetadata');
  const many = given['context.volume.refusedImageMetadata.length'];
  if (many === undefined) return [];
  return [
    many === 0
      ? { text: 'its image metadata can be set on another volume', met: true }
      : { text: `its image metadata ${list(keys.map(String))} cannot be set on another volume`, met: false },
  ];
};

const encryption: Tell = (given) => {
  if (given['context.volume.encrypted'] === true) return [{ text: 'it is encrypted', met: false }];
  const provider = given['context.typeDetails.encryptionProvider'] ?? null;
  return [
    provider === null
      ? { text: 'neither it nor the destination type is encrypted', met: true }
      : { text: `the destination type is encrypted (${String(provider)})`, met: false },
  ];
};

const quotas: Tell = (given) => {
  const many = Number(given['context.quotas.length'] ?? 0);
  const full = Array.from({ length: many }, (_, index) => `context.quotas.${index}`)
    .filter((path) => isFull(given, path))
    .map((path) => String(given[`${path}.name`]));
  return [
    full.length === 0
      ? { text: 'the quota has room for a second volume', met: true }
      : { text: `${count(full.length, 'quota')} without room: ${list(full)}`, met: false },
  ];
};

function isFull(given: Given, path: string): boolean {
  const of = (field: string): unknown => given[`${path}.${field}`];
  const [name, limit, size] = [String(of('name')), of('limit'), Number(given['context.volume.sizeGib'])];
  if (typeof limit !== 'number') return false;
  if (name === 'per_volume_gigabytes') return size > limit;
  const needed = name.startsWith('volumes') ? 1 : size;
  return Number(of('inUse')) + Number(of('reserved')) + needed > limit;
}

export const replaceable: readonly Tell[] = [noSnapshots, imageMetadata, encryption, quotas];
