// Whatever is in clouds.yaml, an object or variables: it is read, or rejected with each place; no password shows.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadCloudConfig, parseCloudConfig } from '../../services/index.ts';
import { AUTH, CANARY, entry, KEYS, word } from './cloudEntries.ts';
import { runs } from './runs.ts';
import { taken } from './takenCloud.ts';

const IN_OBJECT = /^(regions\..*\.)?(auth\.)?[a-z_0-9]+: |^expected an object, got /s;

test('an object of any form is read, or rejected with its keys', async () => {
  await fc.assert(
    fc.asyncProperty(entry, async (object) => void (await taken(() => parseCloudConfig(object), IN_OBJECT))),
    { numRuns: runs(1_000) },
  );
});

const METHODS = ['password', 'v3password', 'token', 'v3token', 'v3applicationcredential'];
const FLAGS = ['true', 'yes', 'on', '1', 'false', 'no', 'off', '0'];
const INTERFACES = ['public', 'internal', 'admin', 'publicURL', 'internalURL', 'adminURL'];

// Without a project, which an application credential includes; passwords and tokens need one.
const AS_APPLICATION = {
  auth_url: AUTH.auth_url,
  application_credential_id: 'a',
  application_credential_secret: CANARY,
};

test.each([
  ['verify', FLAGS, AUTH],
  ['insecure', FLAGS, AUTH],
  ['interface', INTERFACES, AUTH],
  ['endpoint_type', INTERFACES, AUTH],
  ['auth_type', METHODS.slice(0, 4), AUTH],
  ['auth_plugin', METHODS.slice(4), AS_APPLICATION],
] as const)('%s is one of its words, or rejected', async (name, words, auth) => {
  const text = fc
    .oneof(fc.constantFrom(...words), word, fc.string())
    .filter((one) => one !== '' && (words.includes(one as never) || !METHODS.includes(one.trim())));
  await fc.assert(
    fc.asyncProperty(text, async (one) => {
      const read = () => parseCloudConfig({ auth: { ...auth, token: CANARY }, [name]: one });
      const known = words.some((each) => each.toLowerCase() === one.trim().toLowerCase());
      expect(await taken(read, new RegExp(`^${name}: expected |^auth\\.`))).toBe(known);
    }),
    { numRuns: runs(300) },
  );
});

const folder = mkdtempSync(join(tmpdir(), 'clouds-'));
const files = [join(folder, 'clouds.yaml')];

async function inFiles(clouds: string, secure: string): Promise<boolean> {
  writeFileSync(join(folder, 'clouds.yaml'), clouds);
  writeFileSync(join(folder, 'secure.yaml'), secure);
  const place = /^\/.*(clouds|secure)\.yaml: (clouds|not valid YAML at line \d+, column \d+ \(.+\))/;
  return await taken(() => loadCloudConfig({ files, env: {}, cloud: 'lab' }), place);
}

test('documents of any form are read, or rejected with file and key', async () => {
  const document = fc.oneof(
    { weight: 4, arbitrary: entry.map((lab): unknown => ({ clouds: { lab } })) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const inText = fc.constantFrom(stringify, (content: unknown) => JSON.stringify(content) ?? '');
  const secure = fc.oneof(fc.constant({ clouds: {} }), document);
  await fc.assert(
    fc.asyncProperty(document, secure, inText, async (one, other, write) => {
      await inFiles(write(one), write(other));
    }),
    { numRuns: runs(400) },
  );
});

const GOOD = stringify({ clouds: { lab: { auth: AUTH, regions: ['a', { name: 'b' }] } } });

const scrap = fc.oneof(
  fc.constantFrom(
    ...'{ } [ ] & * ! | > : - ? # % @ ` , \n \t'.split(' '),
    '\n',
    ' ',
    '"',
    "'",
    '\u0000',
    '\ufeff',
  ),
  fc.constantFrom(
    '&a ',
    '*a',
    '<<: *a',
    '!!binary x',
    '!!set {a}',
    '!x ',
    '---\n',
    '...\n',
    '%YAML 9.9\n',
    '? ',
  ),
  fc.string(),
);

test('a file that was damaged anywhere is read, or rejected with file and place', async () => {
  const damage = fc.array(fc.tuple(fc.nat(GOOD.length), fc.nat(12), scrap), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(damage, async (damages) => {
      const text = damages.reduce(
        (all, [at, cut, put]) => all.slice(0, at) + put + all.slice(at + cut),
        GOOD,
      );
      await inFiles(text, '');
    }),
    { numRuns: runs(1_000) },
  );
});

test('variables with any value are read, or rejected by their names', async () => {
  const variables = fc.dictionary(
    fc.constantFrom(...[...Object.keys(AUTH), ...KEYS].map((name) => `OS_${name.toUpperCase()}`)),
    fc.oneof(word, fc.string()),
  );
  const base = Object.fromEntries(
    Object.entries(AUTH).map(([name, text]) => [`OS_${name.toUpperCase()}`, text]),
  );
  await fc.assert(
    fc.asyncProperty(variables, async (env) => {
      await taken(
        () => loadCloudConfig({ env: { ...base, ...env }, files: [] }),
        /^OS_[A-Z_0-9]+: |^no cloud is |^the cloud .* is not configured: /s,
      );
    }),
    { numRuns: runs(1_000) },
  );
});

test('a password without quotes appears in no error, whatever YAML makes of it', async () => {
  const { password: _, ...auth } = AUTH;
  const secure = stringify({ clouds: { lab: { auth } } });
  const begin = fc.oneof(fc.constantFrom('*', '&', '!', '? {', '? [', '{', '"', "'", '|', '>'), fc.string());
  await fc.assert(
    fc.asyncProperty(begin, async (text) => {
      await inFiles(`clouds:\n  lab:\n    auth:\n      password: ${text}${CANARY}\n`, secure);
    }),
    { numRuns: runs(300) },
  );
});

test('YAML itself reports nothing about a key that is a map', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => void warnings.push(warning);
  process.on('warning', listen);
  await inFiles(`clouds: {lab: {? {password: ${CANARY}} : x}}`, '');
  await setImmediate();
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});
