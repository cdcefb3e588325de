// Shows what a swap by attachment will do, and asks before it changes anything.
import process from 'node:process';
import type { ConfirmSwap, PlannedSwap } from '../volumeMigrate/confirmation.ts';
import { confirm, isAtTerminal } from './confirm.ts';
import { type FormatFlags, formatOf } from './format.ts';
import { sayLines, withoutLive } from './output.ts';

export interface SwapFlags extends FormatFlags {
  readonly yes?: boolean;
}

/** The option of a run: asks at a terminal unless `--yes` is given. Without a terminal, and for programs, nobody is asked. */
export function askingBeforeSwap(flags: SwapFlags): { readonly confirmSwap?: ConfirmSwap } {
  if (flags.yes === true || formatOf(flags) !== 'text' || !isAtTerminal()) return {};
  return {
    confirmSwap: async (planned, signal) =>
      await withoutLive(async () => {
        sayLines(planLines(planned));
        const question = `swap volume ${planned.volumeId}?`;
        return (await confirm(question, process.stdin, process.stdout, signal)) === true;
      }),
  };
}

const planLines = ({ volumeId, sizeGib, serverId, destinationType, projectId }: PlannedSwap): string[] => [
  `Nothing has been changed yet. The swap by attachment of volume ${volumeId} (${sizeGib} GiB)`,
  `  - creates a temporary user in project ${projectId}, and with it a new volume of type ${destinationType}`,
  `  - has Nova copy the data, and attach the new volume to server ${serverId} instead: the volume gets a new ID`,
  `  - deletes volume ${volumeId} once the data is proven to be on the new volume, and then the temporary user`,
  `  - leaves server ${serverId} in need of a hard reboot before its next live migration`,
  'To keep the ID, use --swap-method retype. To swap without this question, use --yes',
];
