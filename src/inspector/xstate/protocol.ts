// A language that inspectors speak: what they are told as it happens, and what one that joins later is told first.
import type { Inspection } from './inspected.ts';

export interface Protocol {
  /** The messages of an inspection event; none where the language has no word for it. */
  readonly tell: (inspection: Inspection) => readonly string[];
  /** What happened so far, as far as it is remembered. */
  readonly soFar: () => readonly string[];
}
