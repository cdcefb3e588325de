// What the commands that talk to a cloud have in common: the sign-in, and the options for the temporary user.
import { type Cloud, type CloudConfig, connect, type TemporaryUserOptions } from '../../services/index.ts';
import { sayError } from './output.ts';

/** Signs in; where that takes longer than two seconds, says on standard error what it waits for. */
export async function signIn(config: CloudConfig, runId?: string): Promise<Cloud> {
  return await connect(config, { onWaiting: sayError, ...(runId === undefined ? {} : { runId }) });
}

export interface TemporaryUserFlags {
  readonly temporaryUserDomain?: string;
  readonly temporaryUserRole?: string;
}

/** The flags as an option of a run. */
export function temporaryUserOf(flags: TemporaryUserFlags): { readonly temporaryUser: TemporaryUserOptions } {
  const { temporaryUserDomain: domain, temporaryUserRole: role } = flags;
  return {
    temporaryUser: {
      ...(domain === undefined ? {} : { domain }),
      ...(role === undefined ? {} : { role }),
    },
  };
}
