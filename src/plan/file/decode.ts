// The text of a plan file: UTF-8, with or without a byte order mark.
import { InvalidPlanError } from '../../errors.ts';

/** The largest plan file, in bytes (in UTF-16 units if it is given as text): about 500,000 actions. */
export const LARGEST_PLAN = 128 * 1024 * 1024;

const BYTE_ORDER_MARK = '\ufeff';
const LINE_FEED = 0x0a;

/** Throws InvalidPlanError if the file is too large, not UTF-8, or empty. */
export function decode(file: string | Uint8Array): string {
  if (file.length > LARGEST_PLAN) {
    throw new InvalidPlanError([`the file is larger than ${LARGEST_PLAN / 1024 / 1024} MiB`]);
  }
  const text = typeof file === 'string' ? file : decodeUtf8(file);
  const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  if (content.trim() === '') throw new InvalidPlanError(['the file is empty']);
  return content;
}

function decodeUtf8(bytes: Uint8Array): string {
  const text = utf8OrNull(bytes);
  if (text !== null) return text;
  if (isUtf16(bytes)) throw new InvalidPlanError(['the file is UTF-16: save it as UTF-8']);
  throw new InvalidPlanError([`line ${lineThatIsNotUtf8(bytes)}: the text is not UTF-8`]);
}

function utf8OrNull(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

// In UTF-8, a line feed is never a part of another character, so each line can be decoded on its own.
function lineThatIsNotUtf8(bytes: Uint8Array): number {
  let [line, start] = [1, 0];
  while (start < bytes.length) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end === -1 || utf8OrNull(bytes.subarray(start, end)) === null) return line;
    [line, start] = [line + 1, end + 1];
  }
  return line;
}
