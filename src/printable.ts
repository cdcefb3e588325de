// Makes text from a cloud, a file or an argument safe for a terminal: control characters become visible.

// C0, DEL, C1; line separators; marks, overrides and isolates that change the direction of text.
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string =>
  SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * The text with every control character escaped as in JSON: `\n`, `\u001b`, `\u202e`. It stays on one line.
 */
export const printable = (text: string): string => text.replace(CONTROLS, escaped);

/** The value as JSON on one line, without control characters. Parsing it gives the same value. */
export const printableJson = (value: unknown): string => printable(JSON.stringify(value));
