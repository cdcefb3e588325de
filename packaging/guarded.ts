// Writes an entry that checks Node's version before it loads anything else.

/**
 * The text of an entry in `dist/guarded/` that re-exports another one. The other one is imported dynamically:
 * everything that an entry imports statically is loaded before any of it runs.
 *
 * @param entry The other entry, as in package.json: `./dist/src/index.js`.
 * @param names Its exports.
 */
export function guarded(entry: string, names: readonly string[]): string {
  return [
    '// Made by packaging/guardEntries.ts.',
    "import '../src/nodeVersion.js';",
    '',
    `const loaded = await import('${entry.replace('./dist/', '../')}');`,
    ...names.map((name) => `export const ${name} = loaded.${name};`),
    '',
  ].join('\n');
}
