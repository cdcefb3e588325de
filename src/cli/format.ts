// What a run prints on standard output: text, one JSON object, or JSON Lines.

export interface FormatFlags {
  readonly json?: boolean;
  readonly events?: boolean;
}

export type Format = 'text' | 'json' | 'events';

/** The format that the flags select. */
export const formatOf = ({ json = false, events = false }: FormatFlags): Format =>
  events ? 'events' : json ? 'json' : 'text';
