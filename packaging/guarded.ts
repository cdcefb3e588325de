// An entry that looks at Node's version before it loads anything else.

/**
 * The text of an entry in `dist/guarded/` that gives out what another one does. The other one is imported dynamically: all that an entry
 * imports statically is loaded before any of it runs.
 *
 * @param entry The other entry, as package.json names it: `./dist/src/index.js`.
 * @param names What it exports.
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
