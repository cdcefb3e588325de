// Tokens of a real cloud that expire within a test.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { EndingLogin } from '../e2e/unusualWorld.ts';

// Long enough for a busy cloud to reach the request that the token must outlast.
const SECONDS = 60;

/**
 * A token of that user in that project, written with Keystone's own key: the services accept it until it
 * expires.
 */
export async function shortLogin(userId: string, projectId: string): Promise<EndingLogin> {
  const script = join(import.meta.dirname, 'cloud/short_token.sh');
  const { stdout } = await promisify(execFile)('bash', [script, userId, projectId, String(SECONDS)]);
  // The services' clocks have no fractions of a second.
  const until = Date.now() + (SECONDS + 1) * 1_000;
  return {
    token: stdout.trim(),
    seconds: SECONDS,
    end: async () => await sleep(Math.max(0, until - Date.now())),
  };
}
