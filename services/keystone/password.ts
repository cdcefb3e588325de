// Generates the temporary user's password.
import { randomInt } from 'node:crypto';
import { Secret } from '../secret.ts';

const LENGTH = 40;
const CLASSES = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789', '!#%+-.:=?@_~'];
const ALL = CLASSES.join('');

/**
 * 40 characters from the operating system's random generator, with letters of both cases, a digit and a
 * punctuation mark.
 */
export function newPassword(): Secret {
  for (;;) {
    const text = Array.from({ length: LENGTH }, () => ALL.charAt(randomInt(ALL.length))).join('');
    // Generated again as a whole, so that every acceptable password is equally likely.
    if (CLASSES.every((each) => [...text].some((character) => each.includes(character))))
      return new Secret(text);
  }
}
