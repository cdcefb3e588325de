// Shows what a swap by attachment will do, and asks before it changes anything.
import process from 'node:process';
import type { ConfirmSwap, PlannedSwap } from '../volumeMigrate/confirmation.ts';
import { confirm, isAtTerminal } from './confirm.ts';
import { type FormatFlags, formatOf } from './format.ts';
import { say, sayLines, withoutLive } from './output.ts';
import { wrap } from './wrap.ts';

export interface SwapFlags extends FormatFlags {
  readonly yes?: boolean;
}

/**
 * The option of a resumed run: `--yes` answers the question that was open when its process left it. Without it and
 * without a terminal such a run is left at its question.
 */
export const answeringBeforeSwap = (flags: SwapFlags): { readonly confirmSwap?: ConfirmSwap } =>
  flags.yes === true ? { confirmSwap: () => true } : askingBeforeSwap(flags);

/** The option of a run: asks at a terminal unless `--yes` is given. Without a terminal, and for programs, nobody is asked. */
export function askingBeforeSwap(flags: SwapFlags): { readonly confirmSwap?: ConfirmSwap } {
  if (flags.yes === true || formatOf(flags) !== 'text' || !isAtTerminal()) return {};
  return {
    confirmSwap: async (planned, signal) =>
      await withoutLive(async () => {
        sayLines(planLines(planned));
        const question = `swap volume ${planned.volumeId}?`;
        const answer = await confirm(question, process.stdin, process.stdout, signal);
        // After Ctrl-C the cursor is still behind the question.
        if (answer === null) say('');
        return answer === true;
      }),
  };
}

function planLines({ volumeId, sizeGib, serverId, destinationType, projectId }: PlannedSwap): string[] {
  const steps = [
    `creates a temporary user in project ${projectId}, and with it a new volume of type ${destinationType}`,
    `has Nova copy the data and attach the new volume to server ${serverId}: the volume gets a new ID`,
    `deletes volume ${volumeId} once the data is proven to be on the new volume, and then the temporary user`,
    `leaves server ${serverId} in need of a hard reboot before its next live migration`,
  ];
  return [
    ...wrapped(`The swap by attachment of volume ${volumeId} (${sizeGib} GiB)`, ''),
    ...steps.flatMap((step) => wrapped(step, '  - ')),
    ...wrapped('To keep the ID, use --swap-method retype. Nothing has been changed yet', ''),
  ];
}

// The first line starts with `first`, the others are indented as far.
const wrapped = (text: string, first: string): string[] =>
  wrap(text, process.stdout.columns - first.length).map(
    (line, index) => (index === 0 ? first : ' '.repeat(first.length)) + line,
  );
