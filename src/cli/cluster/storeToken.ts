// The token for a proxy in front of Restate: from the environment, which other users of the host cannot read.
import process from 'node:process';

/** The token that `RESTATE_AUTH_TOKEN` holds, as for the tools of Restate itself; empty means none. */
export function storeToken(): { readonly token?: string } {
  const token = process.env['RESTATE_AUTH_TOKEN'];
  return token === undefined || token === '' ? {} : { token };
}
