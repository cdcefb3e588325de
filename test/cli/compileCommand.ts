// Bundles the command as it is published, and builds the inspector's page, before the tests start: a process that loads
// a few files starts in a third of the time of hundreds.
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { type BundledModules, bundleCommand, ENTRY } from '../../packaging/bundleCommand.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that is removed when all tests are done: the bundled command is in it, and page/index.html. */
    compiledFolder?: string;
    /** The bundled command's entry. */
    bundledCommand?: string;
    bundledModules?: BundledModules;
  }
}

const ROOT = join(import.meta.dirname, '../..');

/** For vitest's globalSetup: compiles both into a folder of its own. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-compiled-'));
  const [modules] = await Promise.all([bundleCommand(join(folder, 'command')), buildPage(folder)]);
  // What the bundle does not contain is loaded from where it is installed.
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  provide('compiledFolder', folder);
  provide('bundledModules', modules);
  provide('bundledCommand', join(folder, 'command', ENTRY));
  return async () => await rm(folder, { recursive: true });
}

// The inspector, run from its sources, looks for the page in dist/.
async function buildPage(folder: string): Promise<void> {
  const outDir = join(folder, 'page');
  await build({ configFile: join(ROOT, 'vite.page.config.ts'), logLevel: 'error', build: { outDir } });
  const page = await readFile(join(outDir, 'index.html'), 'utf8');
  const place = join(ROOT, 'dist/page/index.html');
  if ((await readFile(place, 'utf8').catch(() => null)) === page) return;
  await mkdir(join(ROOT, 'dist/page'), { recursive: true });
  // Renamed: another process that reads the page now sees one or the other.
  await writeFile(`${place}.new`, page);
  await rename(`${place}.new`, place);
}
