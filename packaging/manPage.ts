// The manual page of the command, from the same descriptions as --help.
import type { EventEmitter } from 'node:events';
import type { Command, Option } from 'commander';
import { createProgram } from '../src/cli/program.ts';
import { ENVIRONMENT } from './environment.ts';
import { item, macro, plain, section, verbatim } from './roff.ts';

const FILES = [
  ['~/.local/state/volume-migrate/journal.sqlite', 'the journal of all runs'],
  [
    './clouds.yaml, ~/.config/openstack/clouds.yaml, /etc/openstack/clouds.yaml',
    'the clouds; the first of these files is read',
  ],
  ['~/.cache/volume-migrate', 'code that Node has compiled; may be deleted at any time'],
] as const;

const EXIT_STATUSES = [
  ['0', 'succeeded'],
  ['1', 'failed'],
  ['2', 'unusable parameters, configuration or journal: nothing was sent'],
  ['3', 'cancelled or left unfinished'],
] as const;

/** The page in roff. */
export function manPage(): string {
  const program = createProgram([]);
  const name = program.name();
  return `${[
    macro('TH', name.toUpperCase(), '1', '', `${name} ${program.version()}`, 'User Commands'),
    section('Name'),
    `${plain(name)} \\- ${plain('migrate OpenStack block storage volumes safely')}`,
    section('Synopsis'),
    macro('B', name),
    plain('[options] <command>'),
    section('Description'),
    plain(`${program.description()}.`),
    section('Options'),
    ...optionsOf(program),
    section('Commands'),
    ...visibleCommands(program).flatMap((command) => commandLines(command, name)),
    section('Exit status'),
    plain('A command whose statuses differ describes them above.'),
    ...EXIT_STATUSES.map(([status, meaning]) => item(status, meaning)),
    section('Environment'),
    ...ENVIRONMENT.map(([variable, meaning]) => item(variable, meaning)),
    section('Files'),
    ...FILES.map(([file, meaning]) => item(file, meaning)),
  ].join('\n')}\n`;
}

const visibleCommands = (command: Command): Command[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help');

function commandLines(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`;
  return [
    macro('SS', `${name} ${command.usage()}`),
    plain(command.description()),
    ...command.registeredArguments
      .filter(({ description }) => description !== '')
      .map((argument) =>
        item(argument.required ? `<${argument.name()}>` : `[${argument.name()}]`, argument.description),
      ),
    ...optionsOf(command),
    ...notesOf(command),
    ...visibleCommands(command).flatMap((each) => commandLines(each, name)),
  ];
}

// As --help groups them; those without a group come first.
function optionsOf(command: Command): string[] {
  const help = command.createHelp();
  const groups = Map.groupBy(help.visibleOptions(command), (option) => option.helpGroupHeading ?? 'Options:');
  const asItem = (option: Option): string => item(option.flags, help.optionDescription(option));
  return [...groups].flatMap(([heading, options]) => [
    ...(heading === 'Options:' ? [] : ['.PP', macro('I', heading)]),
    ...options.map(asItem),
  ]);
}

// The examples and notes that --help prints at its end.
function notesOf(command: Command): string[] {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  // A command is an emitter of events; its types do not say so.
  (command as unknown as EventEmitter).emit('afterHelp', { error: false, command, write });
  const paragraphs = text.trim().split(/\n\n+/);
  return paragraphs
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => {
      const [first = '', ...lines] = paragraph.split('\n');
      const isExamples = lines.length > 0 && lines.every((line) => line.startsWith('  $ '));
      if (isExamples) return ['.PP', plain(first), verbatim(lines.map((line) => line.trim()))];
      return [first, ...lines].flatMap((line) => ['.PP', plain(line.trim())]);
    });
}
