// How many cells of a terminal a text fills.

// Two cells wide in a terminal: East Asian characters and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200d\ufeff]/u;

/** 0, 1 or 2. */
export const widthOfCharacter = (character: string): number =>
  WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;

/** How many cells of a terminal a text without control characters fills. */
export const displayWidth = (text: string): number =>
  [...text].reduce((sum, character) => sum + widthOfCharacter(character), 0);
