// Asks before a run that may swap a volume by attachment is handed to workers: they cannot ask anybody.
import process from 'node:process';
import type { MigrationParameters } from '../../../machines/types.ts';
import type { SwapFlags } from '../askSwap.ts';
import { confirm, isAtTerminal } from '../confirm.ts';
import { formatOf } from '../format.ts';
import { say } from '../output.ts';

/** Whether the run may be started: at a terminal the user is asked, unless `--yes` is given. */
export async function isSwapAgreed(
  { migrationType, swapMethod, resourceId }: MigrationParameters,
  flags: SwapFlags,
): Promise<boolean> {
  if (migrationType !== 'swap' || swapMethod === 'retype') return true;
  if (flags.yes === true || formatOf(flags) !== 'text' || !isAtTerminal()) return true;
  say(
    `The swap of volume ${resourceId} may be done by attachment: the volume then gets a new ID, and its source is deleted once the data is proven to be on the new volume. To keep the ID, use --swap-method retype`,
  );
  const answer = await confirm(`swap volume ${resourceId}?`, process.stdin, process.stdout);
  // After Ctrl-C the cursor is still behind the question.
  if (answer === null) say('');
  return answer === true;
}
