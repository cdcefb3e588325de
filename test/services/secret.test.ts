// Secrets are never printed, and only `reveal` returns their value.
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../services/index.ts';
import { redact, revealed } from '../../services/secret.ts';

const secret = new Secret('canary');

test.each([
  ['a template', () => `${secret}`],
  ['String()', () => String(secret)],
  ['JSON', () => JSON.stringify({ secret })],
  ['inspect', () => inspect({ secret }, { showHidden: true, depth: 9 })],
  ['a clone', () => JSON.stringify(structuredClone({ secret }))],
  ['its keys', () => JSON.stringify(Object.entries(secret))],
])('a secret does not appear in %s', (_name, show) => {
  expect(show()).not.toContain('canary');
});

test('only reveal returns a secret', () => {
  expect(secret.reveal()).toBe('canary');
});

test('the secrets in a body are revealed when the request is written, and known for redaction', () => {
  const body = { user: { name: 'u', password: secret, options: [true, null] } };
  expect(revealed(body)).toEqual({
    value: { user: { name: 'u', password: 'canary', options: [true, null] } },
    secrets: [secret],
  });
  expect(redact("'canary' is too short", [secret])).toBe("'[redacted]' is too short");
});
