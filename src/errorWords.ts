// What is said of anything that was thrown.

/** The message of an error; anything else as a string. */
export const errorWords = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
