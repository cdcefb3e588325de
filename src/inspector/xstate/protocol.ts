// A protocol of inspectors: the messages as events happen, and those for an inspector that joins later.
import type { Inspection } from './inspected.ts';

export interface Protocol {
  /** The messages of an inspection event; none if the protocol has no message for it. */
  readonly tell: (inspection: Inspection) => readonly string[];
  /** What has happened so far, as far as it is remembered. */
  readonly soFar: () => readonly string[];
}
