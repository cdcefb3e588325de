// The form of a refusal.
import type { MigrationContext } from './context.ts';

/** A refusal of the chart itself, whose code is its key in a table. */
export interface Refusal {
  /** `Invalid`: what the run refuses before it requests anything; otherwise the kind of failure. */
  readonly name: string;
  readonly message: (context: MigrationContext) => string;
  readonly reasons: (context: MigrationContext) => string[];
}
