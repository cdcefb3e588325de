// Writes the completion script for zsh.
import { type CompletedCommand, type CompletedOption, commandsIn, type Value } from './tree.ts';

/** The script; to be loaded with `source`, or as the file `_volume-migrate` in a folder of `fpath`. */
export function zshScript(name: string, program: CompletedCommand): string {
  const own = functionOf(name);
  return [
    `#compdef ${name}`,
    `# zsh completion for ${name}; load it with: source <(${name} completion zsh)`,
    ...commandsIn(program).flatMap((command) => ['', ...functionLines(own, command)]),
    '',
    // As a file of fpath it is run, otherwise only loaded.
    `if [[ $funcstack[1] == _${name} ]]; then ${own} "$@"; else compdef ${own} ${name}; fi`,
    '',
  ].join('\n');
}

const functionOf = (name: string): string => `__${name.replaceAll('-', '_')}`;

const nameOf = (own: string, { path }: CompletedCommand): string =>
  [own, ...path.map((each) => each.replaceAll('-', '_'))].join('_');

function functionLines(own: string, command: CompletedCommand): string[] {
  const argument = valueSpec(command.argument);
  const options = command.options.map(optionSpec);
  if (command.commands.length === 0) {
    const specs = [...options, ...(argument === null ? [] : [`'1:value${argument}'`])];
    return [`${nameOf(own, command)}() {`, `  _arguments -s${specs.map(continued).join('')}`, '}'];
  }
  return [
    `${nameOf(own, command)}() {`,
    '  local context state state_descr line curcontext="$curcontext"',
    '  typeset -A opt_args',
    `  _arguments -s -C${[...options, ...STATES].map(continued).join('')}`,
    '  case $state in',
    '    command)',
    '      local -a commands=(',
    ...command.commands.map(
      (each) => `        ${quoted(`${each.path.at(-1)}:${escaped(each.description)}`)}`,
    ),
    '      )',
    "      _describe -t commands 'command' commands ;;",
    '    rest)',
    '      case $words[1] in',
    ...command.commands.map((each) => `        ${each.path.at(-1)}) ${nameOf(own, each)} ;;`),
    '      esac ;;',
    '  esac',
    '}',
  ];
}

const continued = (spec: string): string => ` \\\n    ${spec}`;

const STATES = ["'(-)1: :->command'", "'(-)*:: :->rest'"];

function optionSpec({ long, short, description, value }: CompletedOption): string {
  const says = `[${escaped(description)}]`;
  const given = valueSpec(value);
  const isOptional = value.kind === 'choices' && value.isOptional;
  const spec = given === null ? says : `${says}${isOptional ? ':' : ''}:value${given}`;
  // The value of an option whose value is optional follows a =, in the same word.
  const named = isOptional ? `${long}=-` : long;
  if (short === null) return quoted(`${named}${spec}`);
  return `${quoted(`(${short} ${long})`)}{${short},${long}}${quoted(spec)}`;
}

// Null for an option without a value.
function valueSpec(value: Value): string | null {
  if (value.kind === 'none') return null;
  if (value.kind === 'file') return ':_files';
  return value.kind === 'text' ? ': ' : `:(${value.choices.join(' ')})`;
}

const escaped = (text: string): string => text.replaceAll(/[\\[\]:]/g, (each) => `\\${each}`);

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
