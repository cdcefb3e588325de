// A folder like a reader's: the package is installed in it, and clouds.yaml names a simulated cloud.
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import {
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../../src/simulator/index.ts';
import { MAIN } from '../../cli/command.ts';
import { ROOT } from '../pages.ts';

export interface ReadersFolder extends AsyncDisposable {
  readonly folder: string;
  readonly running: SimulatedCloudServer;
  /** The environment of what runs in the folder. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function openReadersFolder(options: SimulatedCloudOptions = {}): Promise<ReadersFolder> {
  const running = await startSimulatedCloud({ stageMs: 5, gibPerSecond: 1000, ...options });
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-docs-'));
  const { simulated } = running.cloudsYaml.clouds;
  await writeFile(join(folder, 'clouds.yaml'), stringify({ clouds: { mycloud: simulated } }));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await install(folder);
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  const bin = join(folder, 'node_modules/.bin');
  return {
    ...{ folder, running },
    env: {
      PATH: `${bin}:${dirname(process.execPath)}:${PATH}`,
      NODE_COMPILE_CACHE,
      HOME: folder,
      XDG_STATE_HOME: join(folder, 'state'),
    },
    [Symbol.asyncDispose]: async () => {
      await running.stop();
      const cloudOfPage = await readFile(join(folder, '.cloud.pid'), 'utf8').catch(() => null);
      if (cloudOfPage !== null) process.kill(Number(cloudOfPage));
      await rm(folder, { recursive: true });
    },
  };
}

// Node strips types from no file below node_modules, so the entries there only re-export the sources.
async function install(folder: string): Promise<void> {
  const { exports: entries } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly types: string } | string>>;
  };
  const home = join(folder, 'node_modules/volume-migrate');
  await mkdir(home, { recursive: true });
  const targets: Record<string, string> = {};
  for (const [path, entry] of Object.entries(entries)) {
    if (typeof entry === 'string') continue;
    const source = join(ROOT, entry.types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts'));
    const name = `./${path === '.' ? 'index' : path.slice(2).replaceAll('/', '-')}.js`;
    targets[path] = name;
    await writeFile(join(home, name), `export * from ${JSON.stringify(source)};\n`);
  }
  await writeFile(join(home, 'package.json'), JSON.stringify({ type: 'module', exports: targets }));
  for (const name of ['xstate', 'zod', 'fastify'])
    await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  await mkdir(join(folder, 'node_modules/.bin'));
  await program(folder, 'volume-migrate', COMMAND);
  await program(folder, 'npm', NPM);
}

/** Adds a program to the folder's PATH. */
export async function program(folder: string, name: string, script: string): Promise<void> {
  const file = join(folder, 'node_modules/.bin', name);
  await writeFile(file, `#!/usr/bin/env bash\n${script}`);
  await chmod(file, 0o755);
}

// A simulated cloud stays in the background, as in a terminal of its own, until the folder is removed.
const COMMAND = `
if [ "$1" = cloud ]; then
  node ${JSON.stringify(MAIN)} "$@" 2> .cloud.said & echo $! > .cloud.pid
  until grep -q 'runs at' .cloud.said; do kill -0 $! && sleep 0.05; done
else exec node ${JSON.stringify(MAIN)} "$@"
fi
`;

// Nothing is installed while documentation is tested: a script that a page names must only exist.
const NPM = `
set -- "\${@/#-s/}"
for word in "$@"; do [ "$word" = run ] && found=1 && continue; [ -n "\${found:-}" ] && [ -n "$word" ] && { name=$word; break; }; done
[ -z "\${name:-}" ] || node -e 'process.exit(Object.hasOwn(require(process.argv[1]).scripts, process.argv[2]) ? 0 : 1)' ${JSON.stringify(join(ROOT, 'package.json'))} "$name"
`;
