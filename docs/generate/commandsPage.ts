// The page "Commands": every command with its arguments, options, defaults, examples and exit statuses.
import type { Command, Option } from 'commander';
import { ENVIRONMENT } from '../../packaging/environment.ts';
import { createProgram } from '../../src/cli/program.ts';
import { cell } from './markdown.ts';

const INTRO = `---
description: Every command with its options and their defaults
---

# Commands

\`volume-migrate COMMAND --help\` prints the same in a terminal.

<!-- Made by \`npm run docs:reference\` from the command itself. -->
`;

/** The page, in Markdown. */
export const commandsPage = (): string =>
  `${[INTRO, ...createProgram([]).commands.flatMap((command) => sectionsOf(command, '')), environment()].join('\n').trimEnd()}\n`;

const environment = (): string =>
  [
    '## Environment variables\n',
    '| Variable | What it does |\n|---|---|',
    ...ENVIRONMENT.map(
      ([names, meaning]) =>
        `| ${names
          .split(', ')
          .map((name) => `\`${name}\``)
          .join(', ')} | ${cell(meaning)} |`,
    ),
  ].join('\n');

function sectionsOf(command: Command, parent: string): string[] {
  const name = `${parent}${command.name()}`;
  const section = [
    `## ${name}\n`,
    `${capitalised(command.description())}.\n`,
    `\`\`\`text\nvolume-migrate ${parent}${command.name()} ${command.usage()}\n\`\`\`\n`,
    ...tableOf(
      'Argument',
      command.registeredArguments.map((argument) => [
        argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
        command.createHelp().argumentDescription(argument),
      ]),
    ),
    ...tableOf(
      'Option',
      command.options
        .filter(({ hidden }) => !hidden)
        .map((option) => [option.flags, describe(command, option)]),
    ),
    ...afterwards(command),
  ].join('\n');
  return [section, ...command.commands.flatMap((each) => sectionsOf(each, `${name} `))];
}

const describe = (command: Command, option: Option): string => command.createHelp().optionDescription(option);

const tableOf = (what: string, rows: readonly (readonly [string, string])[]): string[] =>
  rows.length === 0
    ? []
    : [
        `| ${what} | What it does |\n|---|---|`,
        ...rows.map(([name, description]) => `| \`${name}\` | ${cell(description)} |`),
        '',
      ];

// What the help says below the options: examples, and notes such as the exit statuses.
function afterwards(command: Command): string[] {
  const written: string[] = [];
  const before = command.configureOutput();
  command.configureOutput({ ...before, writeOut: (text) => written.push(text) });
  command.outputHelp();
  command.configureOutput(before);
  const [, rest = ''] = written.join('').split('\nExamples:\n');
  const lines = rest.split('\n');
  const examples = lines.filter((line) => line.startsWith('  $ ')).map((line) => line.slice(4));
  const notes = lines.filter((line) => line !== '' && !line.startsWith('  $ '));
  return [
    ...(examples.length === 0 ? [] : [`\`\`\`text\n${examples.join('\n')}\n\`\`\`\n`]),
    ...notes.map((note) => `${cell(note)}\n`),
  ];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
