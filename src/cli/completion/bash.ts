// Writes the completion script for bash; it needs neither other packages nor the command itself.
import { type CompletedCommand, type CompletedOption, commandsIn, type Value } from './tree.ts';

/** The script. Every word in it is one of the program's own, of letters, digits, dots and dashes. */
export function bashScript(name: string, program: CompletedCommand): string {
  const commands = commandsIn(program);
  const functionName = `_${name.replaceAll('-', '_')}`;
  return [
    `# bash completion for ${name}; load it with: source <(${name} completion bash)`,
    `${functionName}() {`,
    "  local path='' words='' word i",
    // Bash splits words at = and :.
    `  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}"`,
    `  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi`,
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    `    word="\${COMP_WORDS[i]}"`,
    '    case "$path/$word" in',
    ...commands.flatMap(skipLines),
    ...commands.flatMap(stepLines),
    '    esac',
    '  done',
    '  COMPREPLY=()',
    '  case "$path/$prev" in',
    ...commands.flatMap(valueLines),
    '  esac',
    '  case "$path" in',
    ...commands.flatMap(wordLines),
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    ...commands.flatMap(fileLines),
    '}',
    `complete -F ${functionName} ${name}`,
    '',
  ].join('\n');
}

const idOf = ({ path }: CompletedCommand): string => path.join('.');

const namesOf = ({ long, short }: CompletedOption): string[] => (short === null ? [long] : [long, short]);

const patterns = (command: CompletedCommand, options: readonly CompletedOption[]): string =>
  options
    .flatMap(namesOf)
    .map((each) => `'${idOf(command)}/${each}'`)
    .join(' | ');

const takesNext = ({ value }: CompletedOption): boolean =>
  value.kind === 'text' || value.kind === 'file' || (value.kind === 'choices' && !value.isOptional);

// The value of an option is not the name of a command.
function skipLines(command: CompletedCommand): string[] {
  const options = command.options.filter(takesNext);
  return options.length === 0
    ? []
    : [`      ${patterns(command, options)}) [[ \${COMP_WORDS[i + 1]} == = ]] && ((i++)); ((i++)) ;;`];
}

const stepLines = (command: CompletedCommand): string[] =>
  command.commands.map((each) => `      '${idOf(command)}/${each.path.at(-1)}') path='${idOf(each)}' ;;`);

const FILES = String.raw`local IFS=$'\n'; COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null`;

const replyTo = (value: Value): string | null => {
  if (value.kind === 'file') return `${FILES}; return`;
  if (value.kind === 'text') return 'return';
  if (value.kind === 'none') return null;
  const words = value.choices.join(' ');
  // An option may follow an optional value.
  return value.isOptional ? `words='${words}'` : `COMPREPLY=($(compgen -W '${words}' -- "$cur")); return`;
};

const valueLines = (command: CompletedCommand): string[] =>
  command.options.flatMap((option) => {
    const reply = replyTo(option.value);
    return reply === null ? [] : [`    ${patterns(command, [option])}) ${reply} ;;`];
  });

function wordLines(command: CompletedCommand): string[] {
  const { options, commands, argument } = command;
  const words = [
    ...commands.map(({ path }) => path.at(-1) ?? ''),
    ...(argument.kind === 'choices' ? argument.choices : []),
    ...options.map(({ long }) => long),
  ];
  return [`    '${idOf(command)}') words="$words ${words.join(' ')}" ;;`];
}

const fileLines = (command: CompletedCommand): string[] =>
  command.argument.kind === 'file'
    ? [`  if [[ $path == '${idOf(command)}' && $cur != -* ]]; then ${FILES}; fi`]
    : [];
