// Writes the completion script for fish.
import { type CompletedCommand, type CompletedOption, commandsIn, type Value } from './tree.ts';

/** The script; to be loaded with `source`, or as a file in fish's folder of completions. */
export function fishScript(name: string, program: CompletedCommand): string {
  const start = `complete -c ${name}`;
  return [
    `# fish completion for ${name}; load it with: ${name} completion fish | source`,
    `${start} -f`,
    ...commandsIn(program).flatMap((command) => linesOf(start, command)),
    '',
  ].join('\n');
}

function linesOf(start: string, command: CompletedCommand): string[] {
  const at = `${start} -n ${quoted(conditionOf(command))}`;
  const { argument } = command;
  return [
    ...command.commands.map((each) => `${at} -a ${each.path.at(-1)} -d ${quoted(each.description)}`),
    ...(argument.kind === 'choices' ? [`${at} -a ${quoted(argument.choices.join(' '))}`] : []),
    ...(argument.kind === 'file' ? [`${at} -F`] : []),
    ...command.options.map((option) => `${at} ${optionFlags(option)}`),
  ];
}

function conditionOf({ path, commands }: CompletedCommand): string {
  if (path.length === 0) return '__fish_use_subcommand';
  const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
  const below = commands.map((each) => each.path.at(-1)).join(' ');
  const notBelow = below === '' ? [] : [`not __fish_seen_subcommand_from ${below}`];
  return [...seen, ...notBelow].join('; and ');
}

function optionFlags({ long, short, description, value }: CompletedOption): string {
  const brief = short === null ? '' : `-s ${short.slice(1)} `;
  return `${brief}-l ${long.slice(2)}${valueFlags(value)} -d ${quoted(description)}`;
}

function valueFlags(value: Value): string {
  if (value.kind === 'none') return '';
  if (value.kind === 'file') return ' -r -F';
  if (value.kind === 'text') return ' -x';
  return ` ${value.isOptional ? '-f' : '-x'} -a ${quoted(value.choices.join(' '))}`;
}

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
