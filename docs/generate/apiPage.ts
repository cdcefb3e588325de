// The pages of the entry points: every exported name with its declaration and docstring.
import { type EntryPoint, type Exported, entryPoints } from './declarations.ts';
import { prose } from './markdown.ts';

const introOf = (entry: string): string => `---
description: Every exported name of ${entry}, with its declaration
---

# ${entry}

\`import { … } from '${entry}'\`. Errors extend \`VolumeMigrateError\`; branch on \`code\`, never on the text. [What a message means](messages.md) lists the codes.

<!-- Made by \`npm run docs:reference\` from the sources. -->
`;

const KINDS = [
  ['function', 'Functions'],
  ['constant', 'Constants'],
  ['class', 'Classes and errors'],
  ['type', 'Options and types'],
] as const;

/** The pages, in Markdown, by the names of their files. */
export const apiPages = (): Readonly<Record<string, string>> =>
  Object.fromEntries(entryPoints().map((entry) => [`api${suffixOf(entry)}.md`, pageOf(entry)]));

// volume-migrate/strategies/testing: -strategies-testing
const suffixOf = ({ name }: EntryPoint): string =>
  name
    .split('/')
    .slice(1)
    .map((part) => `-${part}`)
    .join('');

const pageOf = ({ name, exported }: EntryPoint): string => {
  const parts = KINDS.flatMap(([kind, title]) => {
    const these = exported.filter((one) => one.kind === kind);
    return these.length === 0 ? [] : [`## ${title}\n`, ...these.map(entryOf)];
  });
  return `${[introOf(name), ...parts].join('\n').trimEnd()}\n`;
};

const entryOf = ({ name, doc, declaration }: Exported): string =>
  [
    `### ${name}\n`,
    ...(doc === '' ? [] : [`${prose(doc)}\n`]),
    `\`\`\`typescript\n${declaration}\n\`\`\`\n`,
  ].join('\n');
