// volume-migrate completion
//
// The script is written from commander's own tree, not by a library: @bomb.sh/tab, the maintained one for commander,
// starts Node at every Tab, completes no file names, and its bash script evaluates the words that were typed.
import type { Command } from 'commander';
import { bashScript } from './completionBash.ts';
import { fishScript } from './completionFish.ts';
import { completionTree } from './completionTree.ts';
import { zshScript } from './completionZsh.ts';
import { EXIT } from './exit.ts';
import { linesOf, sayLines } from './output.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Prints the completion script for a shell. */
export function completion(program: Command, shell: keyof typeof SCRIPTS): number {
  sayLines(linesOf(SCRIPTS[shell](program.name(), completionTree(program))));
  return EXIT.succeeded;
}
