// Writes the generated pages: npm run docs:reference
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { apiPages } from './apiPage.ts';
import { commandsPage } from './commandsPage.ts';
import { messagesPage } from './messagesPage.ts';
import { statesTable } from './statesTable.ts';

const DOCS = join(import.meta.dirname, '..');

const STATES = /(?<=<!-- states -->\n).*?(?=<!-- \/states -->)/s;

/** The generated files, relative to docs/, with what they should contain. */
export const generated = (): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(apiPages()).map(([file, text]) => [`reference/${file}`, text])),
  'reference/commands.md': commandsPage(),
  'reference/messages.md': messagesPage(),
  'chart.md': readFileSync(join(DOCS, 'chart.md'), 'utf8').replace(STATES, `\n${statesTable()}\n\n`),
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const [file, text] of Object.entries(generated())) writeFileSync(join(DOCS, file), text);
