// Makes text from outside fit for a message.

/**
 * The text with everything that a terminal would obey (control characters, changes of the writing direction)
 * escaped as `\u{1b}`.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  );
}

/** At most `length` characters of the text, with an ellipsis if it is longer. */
export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
