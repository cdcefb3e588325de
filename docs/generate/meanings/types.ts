// The form of the meanings of codes.

export interface Meaning {
  readonly cause: string;
  readonly remedy: string;
  /** The exit status, if the codes of a group differ. */
  readonly exit?: string;
  /** What the messages look like, with names in angle brackets, if the chart does not have them. */
  readonly messages?: readonly string[];
}

export interface MeaningGroup {
  readonly title: string;
  readonly intro: string;
  /** By code. */
  readonly meanings: Readonly<Record<string, Meaning>>;
}
