// What a volume's type requires, and whether it is the destination type.

import { isLuks } from './blockerFacts.ts';
import { fact, type Given, is, type Tell } from './facts.ts';

const EXTRA_SPEC = /^context\.volumeType\.extraSpecs\.(.+)$/;
const CAPABILITY = /^context\.pools\.(\d+)\.capabilities\.(.+)$/;

/** What the type requires of a pool, and what the pools report. */
export const poolSpecs: Tell = (given) => {
  if (given['context.pools.length'] === 0) return [{ text: 'the pool was not found', met: null }];
  const facts = Object.entries(given).flatMap(([path, value]) => {
    const [, spec] = EXTRA_SPEC.exec(path) ?? [];
    const [, index, capability] = CAPABILITY.exec(path) ?? [];
    if (spec !== undefined) return [`the type requires ${spec} ${String(value)}`];
    if (capability === undefined) return [];
    const pool = given[`context.pools.${index}.name`] ?? 'the pool';
    return [`${String(pool)} reports ${capability} ${value === undefined ? 'not at all' : String(value)}`];
  });
  if (facts.length === 0) return [{ text: 'the type requires nothing special', met: null }];
  return facts.map((text) => ({ text, met: null }));
};

// By ID, or by name if Cinder shows no ID.
const typeOf = (given: Given, volume: string): unknown =>
  given[`${volume}.volumeTypeId`] ?? given[`${volume}.volumeType`];

const destinationTypeOf = (given: Given): unknown =>
  given['context.destinationVolumeType.id'] ?? given['context.destinationVolumeType.name'];

/** The volume's own type and the destination type, by their IDs if those were compared. */
export const typeIds: Tell = (given) => {
  const own = String(typeOf(given, 'context.volume') ?? 'none');
  const wanted = String(destinationTypeOf(given));
  const text =
    own === wanted
      ? `it already has the destination type (${wanted})`
      : `its type is ${own}, the destination type is ${wanted}`;
  return [{ text, met: null }];
};

/** Whether the volume has the destination type; nothing if the guard did not read it. */
export const ofDestinationType: Tell = (given) => {
  const [own, wanted] = [typeOf(given, 'event.volume'), destinationTypeOf(given)];
  if (wanted === undefined || own === undefined) return [];
  return [
    own === wanted
      ? { text: 'its type is the destination type', met: true }
      : { text: 'its type is not yet the destination type', met: false },
  ];
};

/** Whether the volume's project may use the destination type. */
export const accessToType: Tell = fact(
  'context.typeDetails.hasAccess',
  (value) => (value === 'true' ? 'the project may use the type' : 'the project may not use the private type'),
  is(true),
);

/** Whether the volume would stay as encrypted as it is. */
export const encryptionKept: Tell = (given) => {
  const encrypted = given['context.volume.encrypted'];
  const provider = given['context.typeDetails.encryptionProvider'];
  if (encrypted === undefined || provider === undefined) return [];
  const [now, then] = [encrypted ? 'encrypted' : 'plain', provider === null ? 'plain' : 'encrypted'];
  const isAllowed = given['context.parameters.allowEncryptionChange'] === true;
  const text = now === then ? `the volume stays ${now}` : `the volume is ${now}, the type is ${then}`;
  return [{ text: isAllowed ? `${text}, which is allowed` : text, met: now === then || isAllowed }];
};

/** What Cinder changes on detached volumes only. */
export const inUseKept: readonly Tell[] = [
  (given) => {
    const own = given['context.typeDetails.frontEndQos.own'];
    const destination = given['context.typeDetails.frontEndQos.destination'];
    if (own === undefined || destination === undefined) return [];
    const text =
      own === destination
        ? 'the QoS that the hypervisor applies stays the same'
        : `the QoS that the hypervisor applies changes from ${String(own ?? 'none')} to ${String(destination ?? 'none')}`;
    return [{ text, met: own === destination }];
  },
  (given) => {
    const now = given['context.volume.multiattach'];
    if (now === undefined) return [];
    const then = given['context.destinationVolumeType.extraSpecs.multiattach'] === '<is> True';
    return [
      { text: now === then ? 'multi-attach stays the same' : 'multi-attach changes', met: now === then },
    ];
  },
  (given) =>
    given['context.volume.status'] === 'in-use' && isLuks(given['context.typeDetails.encryptionProvider'])
      ? [{ text: 'Nova cannot swap an attached volume for one that libvirt decrypts', met: false }]
      : [],
];
