// The action of a run in words.
import { nodeOf } from '../../machines/migrationTypes.ts';
import type { MigrationParameters } from '../../machines/types.ts';

/** `cold to node2@alpha#alpha`, `swap to beta`. */
export const actionInWords = (parameters: MigrationParameters): string =>
  `${parameters.migrationType} to ${nodeOf(parameters) ?? parameters.destinationType ?? 'nothing'}`;
