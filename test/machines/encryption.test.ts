// Which encryption libvirt itself decrypts, by the provider name of a volume type.
import { expect, test } from 'vitest';
import { inWords, isLuks } from '../../machines/encryption.ts';

test.each([
  ['luks', true],
  ['LUKS', true],
  ['LuksEncryptor', true],
  ['nova.volume.encryptors.luks.LuksEncryptor', true],
  ['os_brick.encryptors.luks.LuksEncryptor', true],
  ['luks2', false],
  ['plain', false],
  ['nova.volume.encryptors.cryptsetup.CryptsetupEncryptor', false],
  ['luks.other', false],
  ['', false],
  [null, false],
])('the provider %j: decrypted by libvirt, %s', (provider, is) => {
  expect(isLuks(provider)).toBe(is);
});

test.each([
  ['luks', 'luks'],
  ['', ''],
  [null, 'of an unknown kind'],
])('the provider %j is called %j', (provider, words) => {
  expect(inWords(provider)).toBe(words);
});
