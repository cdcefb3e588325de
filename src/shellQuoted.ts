// Quotes a word for a POSIX shell, so that a printed command can be copied.

/** The word itself if a shell takes it as it is, otherwise in single quotes. */
export const shellQuoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
