// The commands and options that a shell can complete, read from commander's own tree.
import type { Command, Option } from 'commander';

/** What can follow an option or stand as an argument. */
export type Value =
  | { readonly kind: 'none' }
  | { readonly kind: 'text' }
  | { readonly kind: 'file' }
  | { readonly kind: 'choices'; readonly choices: readonly string[]; readonly isOptional: boolean };

export interface CompletedOption {
  /** `--json` */
  readonly long: string;
  /** `-q`; null if there is none. */
  readonly short: string | null;
  readonly description: string;
  readonly value: Value;
}

export interface CompletedCommand {
  /** The names from the program on, without its own: `['runs', 'prune']`; empty for the program. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly argument: Value;
  readonly commands: readonly CompletedCommand[];
}

/** The tree below a command; hidden commands and options are left out. */
export function completionTree(command: Command, path: readonly string[] = []): CompletedCommand {
  const help = command.createHelp();
  const [argument] = command.registeredArguments;
  return {
    path,
    description: command.description(),
    options: help
      .visibleOptions(command)
      .flatMap((option) => (option.long === undefined ? [] : [optionOf(option, option.long)])),
    argument:
      argument === undefined ? { kind: 'none' } : completedValue(argument.description, argument.argChoices),
    commands: help
      .visibleCommands(command)
      .filter((each) => each.name() !== 'help')
      .map((each) => completionTree(each, [...path, each.name()])),
  };
}

/** All commands of a tree, the program first. */
export const commandsIn = (command: CompletedCommand): readonly CompletedCommand[] => [
  command,
  ...command.commands.flatMap(commandsIn),
];

function optionOf(option: Option, long: string): CompletedOption {
  const { short = null, description, required, optional, argChoices, flags } = option;
  const takesValue = required || optional;
  return {
    ...{ long, short: short ?? null, description },
    value: takesValue ? completedValue(flags, argChoices, optional) : { kind: 'none' },
  };
}

function completedValue(words: string, choices: readonly string[] | undefined, isOptional = false): Value {
  if (choices !== undefined) return { kind: 'choices', choices, isOptional };
  return /\bfile\b/.test(words) ? { kind: 'file' } : { kind: 'text' };
}
