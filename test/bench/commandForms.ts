// The command in its three forms: from its sources, as tsc compiles it, and as the bundle that is published.
import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { bundleCommand, ENTRY } from '../../packaging/bundleCommand.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface CommandForm {
  readonly name: string;
  /** What Node starts. */
  readonly file: string;
}

/** Builds the forms in a folder. */
export async function buildForms(folder: string): Promise<readonly CommandForm[]> {
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await mkdir(join(folder, 'bundle'));
  await bundleCommand(join(folder, 'bundle/command'));
  return [
    { name: 'sources, types stripped', file: join(ROOT, 'src/bin.ts') },
    { name: 'compiled by tsc', file: await compiled(folder) },
    { name: 'bundled, as published', file: join(folder, 'bundle/command', ENTRY) },
  ];
}

async function compiled(folder: string): Promise<string> {
  const settings = {
    extends: join(ROOT, 'tsconfig.build.json'),
    compilerOptions: { rootDir: ROOT, outDir: join(folder, 'tsc'), declaration: false },
    include: ['machines', 'services', 'src'].map((name) => join(ROOT, name)),
    exclude: [join(ROOT, 'src/page')],
  };
  const file = join(folder, 'tsconfig.json');
  await writeFile(file, JSON.stringify(settings));
  await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', file]);
  return join(folder, 'tsc/src/bin.js');
}
