// The examples of the simulator's README work as written, and its tables name every setting.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const SIMULATOR = join(import.meta.dirname, '../../src/simulator');
const readme = await readFile(join(SIMULATOR, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-readme-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

const APPLIED = `FAILED: 4 of 5 moved
boot: SUCCEEDED, on node2@new#ssd
data1: SUCCEEDED, on node2@new#ssd
data2: SUCCEEDED, on node2@new#ssd
spare1: SUCCEEDED, on node2@new#ssd
spare2: FAILED, on node1@old#ssd
`;

test.each([
  ['of a cloud of its own, to which a plan is applied', 0, APPLIED],
  ['of capacity', 1, '10\n'],
  ['of time', 2, expect.stringMatching(/^\d+ hours\n$/)],
  ['of moves', 3, '0 0\n'],
  ['of faults', 4, ''],
])('the example %s', async (_, index, output) => {
  const source = (blocks[index] ?? '')
    .replaceAll("'volume-migrate/simulator'", `'${join(SIMULATOR, 'index.ts')}'`)
    .replaceAll("'volume-migrate'", `'${join(SIMULATOR, '../index.ts')}'`);
  const file = join(folder, `example${index}.ts`);
  await writeFile(file, source);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  expect(stdout).toEqual(output);
});

test.each([
  ['capacity.ts', 'PoolCapacity'],
  ['serviceHandles.ts', 'ServiceHandles'],
])('names every setting of %s', async (file, name) => {
  const source = await readFile(join(SIMULATOR, file), 'utf8');
  const body = source.split(`export interface ${name} {`)[1]?.split('\n}')[0] ?? '';
  const members = [...body.matchAll(/^ {2}(\w+)[?(]/gm)].map(([, member]) => member ?? '');
  expect(members.length).toBeGreaterThan(3);
  expect(members.filter((member) => !new RegExp(`\\b${member}\\b`).test(readme))).toEqual([]);
});

test.each([
  ['addPool', 'PoolSeed'],
  ['addType', 'VolumeTypeSeed'],
  ['addVolume', 'VolumeSeed'],
  ['addServer', 'ServerSeed'],
])('%s is described with members that %s has', async (handle, name) => {
  const source = await readFile(join(SIMULATOR, 'seed.ts'), 'utf8');
  const body = source.split(`export interface ${name} {`)[1]?.split('\n}')[0] ?? '';
  const members = [...body.matchAll(/^ {2}(\w+\??):/gm)].map(([, member]) => member ?? '');
  const [, row = ''] =
    new RegExp(`^\\| \`${handle}\\(seed\\)\` \\| \`\\{ (.*?) \\}\``, 'm').exec(readme) ?? [];
  const described = row.split(', ').map((member) => member.replace(/:.*/, ''));
  expect(described.length).toBeGreaterThan(3);
  expect(members).toEqual(expect.arrayContaining(described));
});
