// volume-migrate completion
//
// The script is written from commander's own tree, not by a library: @bomb.sh/tab, the maintained one for commander,
// starts Node at every Tab, completes no file names, and its bash script evaluates the words that were typed.
import type { Command } from 'commander';
import { EXIT } from '../exit.ts';
import { linesOf, sayWhole } from '../output.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { completionTree } from './tree.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Prints the completion script for a shell. */
export function completion(program: Command, shell: keyof typeof SCRIPTS): number {
  sayWhole(linesOf(SCRIPTS[shell](program.name(), completionTree(program))));
  return EXIT.succeeded;
}
