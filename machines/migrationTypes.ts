// What a migration type asks for: shared by the machine, the command and the page.
import type { MigrationParameters } from './types.ts';

/** The node that a move goes to; null if it changes the volume's type. With both given, `cold` goes to the node. */
export const nodeOf = ({
  migrationType,
  destinationNode,
}: Pick<MigrationParameters, 'migrationType' | 'destinationNode'>): string | null =>
  migrationType === 'cold' || migrationType === 'migrate' ? destinationNode : null;
