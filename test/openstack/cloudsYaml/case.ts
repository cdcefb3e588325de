// One case: files and variables in a folder of its own, for which `$DIR` stands.

export interface Case {
  readonly name: string;
  /** Below `cwd`, the working directory, `home`, or anywhere. */
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cloud?: string;
  readonly region?: string;
  /** The row of README.md that explains the difference. */
  readonly difference?: string;
}
