// Asks for confirmation before something that cannot be undone.
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { printable } from '../printable.ts';

/** Whether a person can be asked. */
export const isAtTerminal = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

/**
 * Asks at a terminal; anything but `y` or `yes` means no. Null if the user interrupts (Ctrl-C, Ctrl-D), or the signal
 * is aborted.
 */
export async function confirm(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal?: AbortSignal,
): Promise<boolean | null> {
  const terminal = createInterface({ input, output });
  const { promise: gone, resolve: leave } = Promise.withResolvers<null>();
  const close = (): void => terminal.close();
  terminal.once('close', () => leave(null));
  signal?.addEventListener('abort', close, { once: true });
  const answered = terminal
    .question(`${printable(question)} [y/N] `)
    .then((answer) => /^y(es)?$/i.test(answer.trim()))
    .catch(() => null);
  return await Promise.race([answered, gone]).finally(() => {
    signal?.removeEventListener('abort', close);
    terminal.close();
  });
}
