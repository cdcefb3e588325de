// What a volume's type asks for, and whether it is the destination type.
import type { Given, Tell } from './facts.ts';
import { short } from './units.ts';

const EXTRA_SPEC = /^context\.volumeType\.extraSpecs\.(.+)$/;
const CAPABILITY = /^context\.pools\.(\d+)\.capabilities\.(.+)$/;

/** What the type asks of a pool, and what the pools report. */
export const poolSpecs: Tell = (given) => {
  if (given['context.pools.length'] === 0) return [{ text: 'no such pool was found', met: null }];
  const facts = Object.entries(given).flatMap(([path, value]) => {
    const [, spec] = EXTRA_SPEC.exec(path) ?? [];
    const [, index, capability] = CAPABILITY.exec(path) ?? [];
    if (spec !== undefined) return [`the type asks for ${spec} ${String(value)}`];
    if (capability === undefined) return [];
    const pool = given[`context.pools.${index}.name`] ?? 'the pool';
    return [`${String(pool)} reports ${capability} ${value === undefined ? 'not at all' : String(value)}`];
  });
  if (facts.length === 0) return [{ text: 'the type asks for nothing special', met: null }];
  return facts.map((text) => ({ text, met: null }));
};

// By id, or by name where Cinder shows no id.
const typeOf = (given: Given, volume: string): unknown =>
  given[`${volume}.volumeTypeId`] ?? given[`${volume}.volumeType`];

const destinationTypeOf = (given: Given): unknown =>
  given['context.destinationVolumeType.id'] ?? given['context.destinationVolumeType.name'];

/** The volume's own type and the destination type. */
export const typeIds: Tell = (given) => {
  const own = short(String(typeOf(given, 'context.volume') ?? 'none'));
  const wanted = short(String(destinationTypeOf(given)));
  const text =
    own === wanted
      ? `its type is the destination type already (${wanted})`
      : `its type is ${own}, the destination type ${wanted}`;
  return [{ text, met: null }];
};

/** Whether the volume that is seen has the destination type; nothing where the guard did not come to look. */
export const ofDestinationType: Tell = (given) => {
  const [own, wanted] = [typeOf(given, 'event.volume'), destinationTypeOf(given)];
  if (wanted === undefined || own === undefined) return [];
  return [
    own === wanted
      ? { text: 'its type is the destination type', met: true }
      : { text: 'its type is not yet the destination type', met: false },
  ];
};
