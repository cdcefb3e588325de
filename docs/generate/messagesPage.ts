// The page "What a message means": a section for each code.
import type { MigrationContext } from '../../machines/context.ts';
import { REFUSALS, type RefusalCode } from '../../machines/refusals.ts';
import { MEANINGS } from './meanings/index.ts';
import type { Meaning } from './meanings/types.ts';

const INTRO = `---
description: Every code of an error, a refusal or a skipped move, with its cause and remedy
---

# What a message means

Each error has a message, a stable \`code\`, and \`reasons\`: everything that blocks the move, each with what to do about it. \`--json\` prints all three. The text of \`run\` and \`check\` leaves out the code; \`show RUN\` prints it with the error of a run, or of each move of a plan. Look up the code here, or search this page for words of the message: in the messages below, angle brackets stand for names and IDs. What Cinder, Nova or Keystone say themselves is not listed; look up the code.

<!-- Made by \`npm run docs:reference\` from the sources and docs/generate/meanings/. -->
`;

/** The page, in Markdown. */
export const messagesPage = (): string =>
  [
    INTRO,
    ...MEANINGS.map(({ title, intro, meanings }) => [
      `## ${title}\n`,
      ...(intro === '' ? [] : [`${intro}\n`]),
      ...Object.entries(meanings).map(([code, meaning]) => sectionOf(code, meaning)),
    ]),
  ]
    .flat()
    .join('\n');

const sectionOf = (code: string, { cause, remedy, exit, messages = [] }: Meaning): string =>
  [
    ...[
      `### ${code}\n`,
      ...[...messageOf(code), ...messages].map(quoted),
      `${cause}\n`,
      `**What to do:** ${remedy}\n`,
    ],
    ...(exit === undefined ? [] : [`**Exit status:** ${exit}.\n`]),
  ].join('\n');

// The message itself, with the names of what it will contain in place of IDs.
function messageOf(code: string): string[] {
  if (!Object.hasOwn(REFUSALS, code)) return [];
  const { message } = REFUSALS[code as RefusalCode];
  return [message(anyContext())];
}

const quoted = (message: string): string =>
  `> ${message.replaceAll(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'))}\n`;

// A context in which each value is shown as the name of its member.
const anyContext = (): MigrationContext => named('…') as MigrationContext;

function named(name: string): unknown {
  return new Proxy(() => `<${name}>`, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => `<${name}>` : named(inWords(String(key)))),
  });
}

const WORDS: Readonly<Record<string, string>> = { id: 'ID', host: 'pool', name: 'type' };

const inWords = (key: string): string =>
  WORDS[key] ?? key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
