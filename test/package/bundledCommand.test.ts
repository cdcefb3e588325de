// The bundled command: what a run loads, and strategies that bring their own copies of what is bundled.
import { readFileSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import process from 'node:process';
import { expect, inject, test } from 'vitest';
import { packagesOf } from '../../packaging/thirdParty.ts';
import { runAsProcess } from '../cli/command.ts';
import { type CommandFolder, openCommandFolder } from '../cli/commandFolder.ts';

const COMMAND = inject('bundledCommand') ?? '';
const MODULES = inject('bundledModules') ?? {};

// Writes the URL of everything that is required or imported to a file; at the end, the modules of Node itself. What would
// load ICU's data throws.
const RECORDER = `
const { appendFileSync } = require('node:fs');
Intl.ListFormat = class { constructor() { throw new Error('Intl.ListFormat'); } };
String.prototype.localeCompare = () => { throw new Error('localeCompare'); };
require('node:module').registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\n');
    return next(url, context);
  },
});
process.on('exit', () => {
  const own = process.moduleLoadList.filter((name) => name.startsWith('NativeModule '));
  appendFileSync(process.env.LOADED, own.map((name) => name.replace('NativeModule ', 'node:') + '\\n').join(''));
});`;

/** Runs the bundled command; returns the sources of all that it loaded, and the URLs of what is not of the bundle. */
async function loadedBy({ folder }: CommandFolder, args: readonly string[]): Promise<string[]> {
  const [recorder, list] = [join(folder, 'recorder.cjs'), join(folder, 'loaded')];
  await writeFile(recorder, RECORDER);
  await writeFile(list, '');
  const program = [process.execPath, '--require', recorder, COMMAND] as const;
  const ran = await runAsProcess(folder, args, { LOADED: list }, program);
  expect(ran).toMatchObject({ status: 0 });
  const urls = [...new Set((await readFile(list, 'utf8')).trim().split('\n'))];
  return urls.filter((url) => url !== '').flatMap((url) => sourcesOf(url));
}

function sourcesOf(url: string): readonly string[] {
  if (!url.startsWith('file:')) return [url];
  return MODULES[relative(dirname(COMMAND), new URL(url).pathname)] ?? [url];
}

const NOT_FOR_A_RUN =
  /@restatedev|@opentelemetry|node_modules\/(ws|preact|elkjs|log-update)\/|src\/(page|inspector|simulator|strategies|opentelemetry|plan|restate\/(?!engine\/storeUrl\.ts$))|index\.html|(?<=^node:)(http2|https|readline|tls|zlib)/;

test('a cold migration loads no Restate, no OpenTelemetry, no WebSocket, no page, no plan, no simulation and, over http, no TLS', async () => {
  const place = await openCommandFolder();
  try {
    const { id } = place.running.cloud.addVolume({
      name: 'cold',
      type: 'alpha',
      project: 'demo',
      user: 'alice',
    });
    const args = ['run', id, '--migration-type', 'cold', '--destination-type', 'beta', '--json'];
    const loaded = await loadedBy(place, args);
    expect(loaded.some((file) => file.endsWith('/src/volumeMigrate/workflow.ts'))).toBe(true);
    expect(loaded.filter((file) => NOT_FOR_A_RUN.test(file))).toEqual([]);
    // The rest of the bundle has many of them.
    const elsewhere = Object.values(MODULES).flat();
    expect(elsewhere.filter((file) => NOT_FOR_A_RUN.test(file)).length).toBeGreaterThan(50);
  } finally {
    await place.close();
  }
});

test('--help loads nothing that only a command needs', async () => {
  const place = await openCommandFolder();
  try {
    const loaded = await loadedBy(place, ['--help']);
    expect(loaded.some((file) => file.endsWith('/src/cli/program.ts'))).toBe(true);
    const packages = packagesOf(loaded.filter((file) => file.includes('node_modules'))).map(
      ({ name }) => name,
    );
    expect(packages).toEqual(['commander']);
    expect(loaded.filter((url) => /^node:(crypto|http|https|http2|tls|sqlite|readline)/.test(url))).toEqual(
      [],
    );
  } finally {
    await place.close();
  }
});

const OWN = `
import { createActor, createMachine } from 'xstate';
import { z } from 'zod';
export default {
  parameters: z.object({ volume: z.string() }),
  propose({ volumes }, { volume }) {
    const actor = createActor(createMachine({ initial: 'one', states: { one: { on: { go: 'two' } }, two: {} } })).start();
    actor.send({ type: 'go' });
    const reasons = [\`the machine is in \${actor.getSnapshot().value}\`];
    const { id: resourceId } = volumes.find(({ name }) => name === volume);
    return { actions: [], skipped: [{ resourceId, reasons }] };
  },
};`;

test('a strategy with its own copies of xstate and zod works: the bundle shares no instance with it', async () => {
  const place = await openCommandFolder();
  try {
    const { folder, running } = place;
    running.cloud.addVolume({ name: 'reports', type: 'alpha', project: 'demo', user: 'alice' });
    await symlink(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
    const [file, params] = [join(folder, 'own.mjs'), join(folder, 'params.json')];
    await writeFile(file, OWN);
    await writeFile(params, '{"volume":"reports"}');
    const program = [process.execPath, COMMAND] as const;
    const planned = await runAsProcess(folder, ['plan', file, '--params', params, '--json'], {}, program);
    expect(planned).toMatchObject({ status: 0, stdout: expect.stringContaining('the machine is in two') });
    await writeFile(params, '{"volume":1}');
    const refused = await runAsProcess(folder, ['plan', file, '--params', params], {}, program);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('volume') });
  } finally {
    await place.close();
  }
});

test('the licence of each bundled package is in the notices, once', () => {
  const bundled = packagesOf(Object.values(MODULES).flat());
  expect(bundled.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['commander', 'got', 'xstate', 'zod']),
  );
  const notices = readFileSync(join(dirname(COMMAND), 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const { name, version, license, text } of bundled) {
    expect(notices.split(`\n${name} ${version} (${license})\n\n${text.trim()}\n`).length).toBe(2);
  }
  expect(basename(COMMAND)).toBe('volume-migrate.cjs');
});
