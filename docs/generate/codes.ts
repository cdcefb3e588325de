// Finds every code that an error, a reason or a skipped move can have, in the sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REFUSALS } from '../../machines/refusals.ts';

const ROOT = join(import.meta.dirname, '../..');

// What only tests and the simulated cloud produce.
const ELSEWHERE = /^src\/(simulator|testing|page)\//;

/** How a code appears in the sources. */
const FORMS = [
  /\bcode(?:: string)? ?[:=] (.*)/g, // code: 'X', code = 'X', code: given ? 'X' : 'Y'
  /new (?:EngineError|RestateStoreError)\(\s*('\w+')/g,
  /^export type \w+Code =((?:[\s|]*'\w+')+)/gm,
  /^const CODES[^{]*\{([^}]*)\}/gm,
  /^function codeOf\(status[^{]*\{(.*?)^\}/gms,
  /^ {2}const (failed = .*)/gm, // services/http/sendOnce.ts
];

/** The codes, sorted. */
export function findCodes(): string[] {
  const found = new Set<string>(Object.keys(REFUSALS));
  for (const file of sources()) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const form of FORMS)
      for (const [, expression = ''] of text.matchAll(form))
        for (const code of namesIn(expression)) found.add(code);
  }
  return [...found].toSorted();
}

// Of `code: 'A', message: 'B'` only the first; a code is one word in capitalised camel case.
const namesIn = (expression: string): string[] =>
  [...expression.replace(/\b(message|reasons|name|status):.*$/m, '').matchAll(/'([A-Z][a-z]\w*)'/g)].map(
    ([, name]) => name ?? '',
  );

const sources = (): string[] =>
  ['machines', 'services', 'src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => /\.ts$/.test(file) && !ELSEWHERE.test(file)),
  );
