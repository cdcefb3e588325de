// What a guard read, fact by fact: in words, and whether the fact speaks for it.

/** What a guard read, by path: `context.volume.status`. */
export type Given = Readonly<Record<string, unknown>>;

export interface Fact {
  readonly text: string;
  /** Null if the fact alone does not decide. */
  readonly met: boolean | null;
}

export type Tell = (given: Given) => readonly Fact[];

type Words = (value: string) => string;
export type Holds = (value: unknown, given: Given) => boolean;

const shown = (value: unknown): string => (value === null || value === undefined ? 'none' : String(value));

/** A fact of one path; none if the guard did not read it. */
export const fact =
  (path: string, words: Words, holds?: Holds): Tell =>
  (given) =>
    path in given
      ? [{ text: words(shown(given[path])), met: holds === undefined ? null : holds(given[path], given) }]
      : [];

/** The words if nothing is at a path: what is gone has no fields to read. */
export const absent =
  (path: string, text: string): Tell =>
  (given) =>
    given[path] === null ? [{ text, met: false }] : [];

/** The values of a list that was read element by element: `context.volume.attachments`, `serverId`. */
export function elements(given: Given, path: string, field?: string): unknown[] {
  const name = field === undefined ? '' : `.${field}`;
  const values: unknown[] = [];
  for (let index = 0; `${path}.${index}${name}` in given; index += 1) {
    values.push(given[`${path}.${index}${name}`]);
  }
  return values;
}

export const is =
  (wanted: unknown): Holds =>
  (value) =>
    value === wanted;

export const oneOf =
  (...wanted: readonly unknown[]): Holds =>
  (value) =>
    wanted.includes(value);

export const not =
  (holds: Holds): Holds =>
  (value, given) =>
    !holds(value, given);
