// Asks for confirmation before something that cannot be undone.
import { createInterface } from 'node:readline/promises';
import { printable } from '../printable.ts';

/** Asks at a terminal; anything but `y` or `yes` means no. Null if the user interrupts (Ctrl-C, Ctrl-D). */
export async function confirm(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean | null> {
  const terminal = createInterface({ input, output });
  const { promise: gone, resolve: leave } = Promise.withResolvers<null>();
  terminal.once('close', () => leave(null));
  const answered = terminal
    .question(`${printable(question)} [y/N] `)
    .then((answer) => /^y(es)?$/i.test(answer.trim()))
    .catch(() => null);
  return await Promise.race([answered, gone]).finally(() => terminal.close());
}
