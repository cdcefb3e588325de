// Bundles the command: an entry, and parts that are loaded when a command needs them.
import { join } from 'node:path';
import { type OutputAsset, type OutputChunk, type RolldownPlugin, rolldown } from 'rolldown';
import { lazyBuiltins } from './lazyBuiltins.ts';
import { lazyListFormat } from './lazyListFormat.ts';
import { noticesOf } from './thirdParty.ts';
import { withoutUnused } from './withoutUnused.ts';

const ROOT = join(import.meta.dirname, '..');

/** The entry of the bundled command, in the folder of the bundle. */
export const ENTRY = 'volume-migrate.cjs';

/** Where the text of the licences is, in the folder of the bundle. */
export const NOTICES = 'THIRD-PARTY-NOTICES.txt';

// Peers that are loaded from where they are installed, if they are used at all.
const PEERS = [/^@restatedev\//, /^@opentelemetry\//];

// Built-in modules that no command needs at its start, or that only some need.
const LAZY = [
  ...['child_process', 'crypto', 'dns', 'fs/promises', 'http', 'http2', 'https'],
  ...['readline', 'readline/promises', 'sqlite', 'stream/consumers', 'tls', 'zlib'],
];

/** The modules in each file of the bundle, by the file's name in the folder. */
export type BundledModules = Readonly<Record<string, readonly string[]>>;

/**
 * Writes the bundle to a folder: `volume-migrate.cjs`, `parts/`, and the licences of what is bundled. The format is
 * CommonJS, which Node loads in less time and memory than modules.
 */
export async function bundleCommand(folder: string): Promise<BundledModules> {
  const build = await rolldown({
    input: { 'volume-migrate': join(ROOT, 'src/bin.ts') },
    platform: 'node',
    external: PEERS,
    plugins: [lazyBuiltins(LAZY), withoutUnused(), lazyListFormat(), licences()],
  });
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    // V8 keeps a source with any other character in two bytes a character.
    charset: 'ascii',
    entryFileNames: ENTRY,
    // The command looks for the inspector's page two folders above its own files.
    chunkFileNames: 'parts/[name]-[hash].cjs',
    // Names stay: an unexpected error prints its stack.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  });
  await build.close();
  return Object.fromEntries(chunksOf(output).map(({ fileName, moduleIds }) => [fileName, moduleIds]));
}

const chunksOf = (parts: readonly (OutputAsset | OutputChunk)[]): OutputChunk[] =>
  parts.filter((part) => part.type === 'chunk');

function licences(): RolldownPlugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const modules = chunksOf(Object.values(bundle)).flatMap(({ moduleIds }) => moduleIds);
      this.emitFile({ type: 'asset', fileName: NOTICES, source: noticesOf(modules) });
    },
  };
}
