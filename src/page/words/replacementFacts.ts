// What a second volume needs to replace the first: deletable source, same metadata, no encryption, quota.
import { isFull } from '../../../machines/quotaRules.ts';
import type { Quota } from '../../../machines/types.ts';
import { noSnapshots } from './blockerFacts.ts';
import { elements, type Given, type Tell } from './facts.ts';
import { count, list } from './units.ts';

const settable =
  (what: string, path: string): Tell =>
  (given) => {
    const keys = elements(given, path);
    const many = given[`${path}.length`];
    if (many === undefined) return [];
    return [
      many === 0
        ? { text: `its ${what} can be set on another volume`, met: true }
        : { text: `its ${what} ${list(keys.map(String))} cannot be set on another volume`, met: false },
    ];
  };

const metadata = settable('metadata', 'context.volume.refusedMetadata');
const imageMetadata = settable('image metadata', 'context.volume.refusedImageMetadata');

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
    .filter((path) => isFull(quotaAt(given, path), Number(given['context.volume.sizeGib'])))
    .map((path) => String(given[`${path}.name`]));
  return [
    full.length === 0
      ? { text: 'the quota allows a second volume', met: true }
      : { text: `${count(full.length, 'quota')} would be exceeded: ${list(full)}`, met: false },
  ];
};

function quotaAt(given: Given, path: string): Quota {
  const [name, limit] = [given[`${path}.name`], given[`${path}.limit`]];
  const [inUse, reserved] = [given[`${path}.inUse`], given[`${path}.reserved`]];
  return {
    ...{ name: String(name), limit: typeof limit === 'number' ? limit : null },
    ...{ inUse: Number(inUse), reserved: Number(reserved) },
  };
}

export const replaceable: readonly Tell[] = [noSnapshots, metadata, imageMetadata, encryption, quotas];
