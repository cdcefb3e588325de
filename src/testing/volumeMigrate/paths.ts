// The paths of the production machine, for every start.
import type { MigrationInput } from '../../../machines/context.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../../machines/volumeMigrate.ts';
import { everyPath, type PathOptions } from '../paths.ts';
import { createWalker, type Walk } from '../walk.ts';
import { volumeMigrateAlphabet } from './alphabet.ts';
import { matters } from './matters.ts';
import type { SteeredReply } from './reply.ts';
import { STARTS } from './starts.ts';
import { titleOf } from './title.ts';

/** A path of the production machine, with its start. */
export interface VolumeMigratePath {
  /** A sentence; unique among the paths. */
  readonly title: string;
  readonly input: MigrationInput;
  readonly isSimple: boolean;
  /** The path, walked on the machine alone. */
  readonly walk: Walk<VolumeMigrateMachine, SteeredReply>;
}

/** How to treat several replies between the same places; see `PathOptions`. */
export type Parallel = NonNullable<PathOptions<VolumeMigrateMachine, SteeredReply>['parallel']>;

/**
 * All paths of the machine, or of one that is like it. Paths that differ only in parameters that nothing on
 * them reads are one.
 */
export function volumeMigratePaths(
  machine: VolumeMigrateMachine = volumeMigrateMachine,
  parallel: Parallel = 'likeliest',
): VolumeMigratePath[] {
  const paths = new Map<string, VolumeMigratePath>();
  for (const input of STARTS) {
    const options = { input, alphabet: volumeMigrateAlphabet, matters, parallel };
    const walk = createWalker(machine, options);
    for (const { words, isSimple } of everyPath(machine, options)) {
      const walked = walk(words);
      const name = JSON.stringify([words, walked.map(({ taken }) => taken.map(({ id }) => id))]);
      if (!paths.has(name)) paths.set(name, { title: titleOf(walked), input, isSimple, walk: walked });
    }
  }
  return [...paths.values()];
}
