// Reads what an option or an argument names: a file, or standard input.
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';

/**
 * The content of a file; `-` reads standard input. If it cannot be read, throws the error that `failed` makes of what is read,
 * in words, and of why it cannot be.
 */
export async function readFileOrInput(
  file: string,
  failed: (name: string, why: string) => Error,
): Promise<Buffer> {
  const name = file === '-' ? 'standard input' : file;
  return await (file === '-' ? buffer(process.stdin) : readFile(file)).catch(
    ({ code, message }: NodeJS.ErrnoException) => {
      throw failed(name, WHY[code ?? ''] ?? message);
    },
  );
}

/** The same as text; a byte order mark is left out. */
export const readTextOrInput = async (...given: Parameters<typeof readFileOrInput>): Promise<string> =>
  new TextDecoder().decode(await readFileOrInput(...given));

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
};
