// How many columns of a terminal a text takes.

// Two columns wide in a terminal: East Asian characters and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200d\ufeff]/u;

/** The columns of one character: 0, 1 or 2. */
export const widthOfCharacter = (character: string): number =>
  WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;

/** The columns of a text without control characters. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + widthOfCharacter(character), 0);

/** The text, cut to at most `columns` columns; a cut is shown by `…`. */
export function fitted(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 1;
  let kept = '';
  for (const character of text) {
    width += widthOfCharacter(character);
    if (width > columns) break;
    kept += character;
  }
  return columns < 1 ? '' : `${kept.trimEnd()}…`;
}
