// What a volume type means for a volume: access, encryption, and what only Cinder's general 400 would say.
import { describe, expect, test } from 'vitest';
import {
  changesEncryption,
  isMultiattachType,
  type TypeChange,
  typeBlockers,
} from '../../machines/typeReasons.ts';
import { attached, beta, details, volume, volumeType } from './walk.ts';

const change = (changes: Partial<TypeChange> = {}): TypeChange => ({
  volume: volume(),
  destination: beta,
  details: details(),
  allowEncryptionChange: false,
  ...changes,
});

const NO_ACCESS =
  'project demo has no access to the private volume type beta: its owner could neither extend nor clone the volume. ' +
  'Grant access first: openstack volume type set --project demo beta';
const ALLOW = 'If you intend this, use --allow-encryption-change (parameter allow_encryption_change: true)';
const TO_PLAIN = `the volume is encrypted, but volume type beta is not: the data would be stored unencrypted. ${ALLOW}`;
const toEncrypted = (provider: string) =>
  `the volume is not encrypted, but volume type beta is (${provider}). ${ALLOW}`;
const detachFirst = (what: string) =>
  `${what}, which Cinder allows only for detached volumes. Detach the volume first`;
const qos = (own: string, destination: string) =>
  detachFirst(`the QoS that the hypervisor applies would change from ${own} to ${destination}`);
const multiattach = (from: string, to: string, type: string) =>
  detachFirst(`multi-attach would change from ${from} to ${to} (volume type ${type})`);
const luks = (provider: string) =>
  `volume type beta is encrypted (${provider}), and Nova cannot swap an attached volume for an encrypted one. Detach the volume first`;

const encrypted = { encrypted: true, encryptionProvider: 'luks' };
const gold = { own: null, destination: 'gold (q1)' };
const multi = volumeType('multi', { extraSpecs: { multiattach: '<is> True' } });

const rows: readonly (readonly [string, TypeChange, readonly string[]])[] = [
  ['nothing against it, of a detached volume', change(), []],
  ['nothing against it, of an attached volume', change({ volume: attached() }), []],
  ['a private type without access', change({ details: details({ hasAccess: false }) }), [NO_ACCESS]],
  ['encrypted to plain', change({ volume: volume(encrypted) }), [TO_PLAIN]],
  ['encrypted to plain, allowed', change({ volume: volume(encrypted), allowEncryptionChange: true }), []],
  ['plain to encrypted', change({ details: details({ encryptionProvider: 'luks' }) }), [toEncrypted('luks')]],
  [
    'plain to encrypted, allowed',
    change({ details: details({ encryptionProvider: 'luks' }), allowEncryptionChange: true }),
    [],
  ],
  [
    'encrypted to encrypted',
    change({ volume: volume(encrypted), details: details({ encryptionProvider: 'luks' }) }),
    [],
  ],
  [
    'attached, to a type that libvirt decrypts',
    change({
      volume: attached(),
      details: details({ encryptionProvider: 'luks' }),
      allowEncryptionChange: true,
    }),
    [luks('luks')],
  ],
  [
    'attached, to a type that libvirt does not decrypt',
    change({
      volume: attached(),
      details: details({ encryptionProvider: 'plain' }),
      allowEncryptionChange: true,
    }),
    [],
  ],
  [
    'other QoS of the hypervisor, attached',
    change({ volume: attached(), details: details({ frontEndQos: gold }) }),
    [qos('none', 'gold (q1)')],
  ],
  [
    'no QoS of the hypervisor any more, attached',
    change({
      volume: attached(),
      details: details({ frontEndQos: { own: 'gold (q1)', destination: null } }),
    }),
    [qos('gold (q1)', 'none')],
  ],
  [
    'the same QoS of the hypervisor, attached',
    change({
      volume: attached(),
      details: details({ frontEndQos: { own: 'gold (q1)', destination: 'gold (q1)' } }),
    }),
    [],
  ],
  ['other QoS of the hypervisor, detached', change({ details: details({ frontEndQos: gold }) }), []],
  [
    'multi-attach gained, attached',
    change({ volume: attached(), destination: multi }),
    [multiattach('no', 'yes', 'multi')],
  ],
  [
    'multi-attach lost, attached',
    change({ volume: attached({ multiattach: true }) }),
    [multiattach('yes', 'no', 'beta')],
  ],
  [
    'multi-attach kept, attached',
    change({ volume: attached({ multiattach: true }), destination: multi }),
    [],
  ],
  ['multi-attach gained, detached', change({ destination: multi }), []],
  [
    'all of it',
    change({
      volume: attached({ multiattach: true }),
      details: details({ hasAccess: false, encryptionProvider: 'LuksEncryptor', frontEndQos: gold }),
    }),
    [
      NO_ACCESS,
      toEncrypted('LuksEncryptor'),
      qos('none', 'gold (q1)'),
      multiattach('yes', 'no', 'beta'),
      luks('LuksEncryptor'),
    ],
  ],
];

describe('what blocks changing a volume to the type', () => {
  test.each(rows)('%s', (_, asked, reasons) => {
    expect(typeBlockers(asked)).toEqual(reasons);
  });
});

test.each([
  [false, null, false],
  [false, 'luks', true],
  [true, null, true],
  [true, 'luks', false],
  [true, 'plain', false],
])('a volume that is encrypted (%s), a type with provider %j: it changes %s', (encrypted, provider, is) => {
  const asked = change({
    volume: volume({ encrypted }),
    details: details({ encryptionProvider: provider }),
  });
  expect(changesEncryption(asked)).toBe(is);
});

test.each([
  [{ multiattach: '<is> True' }, true],
  [{ multiattach: '<is> False' }, false],
  [{ multiattach: 'True' }, false],
  [{ multiattach: null }, false],
  [{}, false],
])('a type with the extra specs %j is multi-attach: %s', (extraSpecs, is) => {
  expect(isMultiattachType(volumeType('t', { extraSpecs }))).toBe(is);
});
