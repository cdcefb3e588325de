// What the commands that call a cloud share: the sign-in, and the options for the temporary user.
import { type Cloud, type CloudConfig, connect, type TemporaryUserOptions } from '../../services/index.ts';
import { sayError } from './output.ts';

/** Signs in; if that takes longer than two seconds, prints on standard error what it is waiting for. */
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
