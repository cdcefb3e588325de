// volume-migrate view
import { takeView } from '../../strategies/view/takeView.ts';
import type { CloudFlags } from '../cloudFlags.ts';
import { onCloud } from '../onCloud.ts';
import { sayError, sayJson } from '../output.ts';
import { writePrivateFile } from '../privateFile.ts';

export interface ViewFlags extends CloudFlags {
  readonly out?: string;
}

/** Saves what strategies plan from; without a file, prints it. Returns the exit status. */
export async function view(flags: ViewFlags): Promise<number> {
  return await onCloud(flags, async (cloud) => {
    const taken = await takeView(cloud, new Date().toISOString());
    if (flags.out === undefined) return sayJson(taken);
    writePrivateFile(flags.out, `${JSON.stringify(taken)}\n`);
    const { volumes, pools, servers } = taken;
    sayError(
      `${flags.out}: ${volumes.length} volumes, ${pools.length} pools, ${servers.length} servers of ${taken.cloud}`,
    );
  });
}
