// What is still held in Restate: claims, slots, and runs that have not completed.
import { setTimeout as sleep } from 'node:timers/promises';
import { query } from '../../../src/restate/engine/admin.ts';

const RELEASED_WITHIN_MS = 15_000;
const PAUSE_MS = 50;

const HELD = `SELECT service_name, service_key, key FROM state WHERE service_name IN ('EngineClaim', 'EngineSlots')`;
const OPEN = `SELECT target, id, status, retry_count, last_failure FROM sys_invocation WHERE status != 'completed'`;

/** What is held once everything should be released, in sentences; empty if nothing is. */
export async function stillHeld(admin: URL): Promise<string[]> {
  const ends = performance.now() + RELEASED_WITHIN_MS;
  for (;;) {
    const rows = await heldNow(admin);
    if (rows.length === 0 || performance.now() > ends) return rows;
    await sleep(PAUSE_MS);
  }
}

/** The runs and handlers that are under way, in sentences. */
export const openNow = async (admin: URL): Promise<string[]> =>
  (await query(admin, OPEN)).map((row) => `under way: ${JSON.stringify(row)}`);

const heldNow = async (admin: URL): Promise<string[]> => [
  ...(await query(admin, HELD)).map((row) => `held: ${JSON.stringify(row)}`),
  ...(await openNow(admin)),
];
