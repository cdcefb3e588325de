// Text in the language of manual pages (the macros of man(7)).

/** Text as it stands: nothing in it is a macro or an escape. */
export const plain = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll(/^([.'])/gm, '\\&$1')
    .replaceAll(/\P{ASCII}/gu, (character) => `\\[u${hexOf(character)}]`);

const hexOf = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** A line of a macro, its arguments quoted. */
export const macro = (name: string, ...words: readonly string[]): string =>
  [`.${name}`, ...words.map((word) => `"${plain(word).replaceAll('"', '\\(dq')}"`)].join(' ');

/** A heading of a section. */
export const section = (title: string): string => macro('SH', title.toUpperCase());

/** A term in bold, with its description indented below. */
export const item = (term: string, description: string): string =>
  ['.TP', macro('B', term), plain(description)].join('\n');

/** Lines that are not filled: examples. */
export const verbatim = (lines: readonly string[]): string =>
  ['.RS 4', '.nf', ...lines.map(plain), '.fi', '.RE'].join('\n');
