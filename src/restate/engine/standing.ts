// What Restate knows of a run beside its records: whether anything drives it, and what it holds.
import { query, quoted, type Row } from './admin.ts';
import { type RunInvocation, readInvocations } from './invocations.ts';
import { claimedBy, type RunHead, type RunNow, SERVICES, STATE } from './protocol.ts';

/** The volumes and the slots that a run holds. */
export interface Holding {
  readonly claims: readonly {
    readonly scope: string | null;
    readonly resource: string | null;
    readonly since: string;
  }[];
  readonly slots: readonly { readonly scope: string | null; readonly names: readonly string[] }[];
}

/** A run, what drives it, and what it holds. */
export interface RunStanding extends Holding {
  readonly runId: string;
  /** Null if the run has no records. */
  readonly head: RunHead | null;
  readonly now: RunNow | null;
  /** Null if Restate has none, so nothing drives the run. */
  readonly invocation: RunInvocation | null;
}

/**
 * Whether anything drives a run.
 *
 * - `driven`: a worker drives it, or will return to it by itself.
 * - `paused`: Restate has paused it until somebody resumes it.
 * - `stopped`: it has not ended, but nothing drives it any more.
 * - `over`: it has ended, or it never made a call.
 * - `unknown`: Restate has neither records nor an invocation of it.
 */
export type StandingKind = 'driven' | 'paused' | 'stopped' | 'over' | 'unknown';

/** Whether anything drives a run. Whatever may still be working is `driven`. */
export function standingOf({ now, invocation }: Pick<RunStanding, 'now' | 'invocation'>): StandingKind {
  if (invocation?.status === 'driven') return 'driven';
  if (invocation?.status === 'paused') return 'paused';
  if (invocation?.status === 'completed') return 'over';
  if (now !== null) return now.endedAt === null ? 'stopped' : 'over';
  // No call is made before the first record is stored.
  return invocation === null ? 'unknown' : 'over';
}

/**
 * The open runs that no worker drives at the moment, and what is held by runs that nothing drives any more.
 * A run that `now.why` explains is driven again by itself, after a pause.
 */
export async function readStale(admin: URL): Promise<readonly RunStanding[]> {
  const isDriven = ({ status }: RunInvocation): boolean => status === 'driven';
  // Runs end and start meanwhile: what is driven before or afterwards is left alone.
  const before = await readInvocations(admin, { idPrefix: '' });
  const [{ heads, nows }, holdings] = await Promise.all([readHeads(admin, ''), readHoldings(admin, null)]);
  const after = await readInvocations(admin, { idPrefix: '' });
  const invocations = new Map(after.map((one) => [one.runId, one]));
  const driven = new Set([...before, ...after].filter(isDriven).map(({ runId }) => runId));
  const isLeft = (runId: string): boolean => (nows.get(runId)?.why ?? null) !== null;
  const isOpen = (runId: string): boolean => nows.get(runId)?.endedAt === null;
  return [...new Set([...[...heads.keys()].filter(isOpen), ...holdings.keys()])]
    .filter((runId) => !driven.has(runId) || isLeft(runId))
    .map((runId) => ({
      ...{ runId, ...(holdings.get(runId) ?? NOTHING) },
      ...{ head: heads.get(runId) ?? null, now: nows.get(runId) ?? null },
      invocation: invocations.get(runId) ?? null,
    }));
}

const NOTHING: Holding = { claims: [], slots: [] };

/** What one run holds. */
export const readHolding = async (admin: URL, runId: string): Promise<Holding> =>
  (await readHoldings(admin, runId)).get(runId) ?? NOTHING;

/** Whether anything drives one run. */
export async function readStanding(admin: URL, runId: string): Promise<StandingKind> {
  // The invocation comes first: once it is over, what the run has stored is final.
  const [invocation = null] = await readInvocations(admin, { runId });
  const { nows } = await readHeads(admin, runId);
  return standingOf({ now: nows.get(runId) ?? null, invocation });
}

/** Reads the summaries of runs in their two parts. */
export async function readHeads(
  admin: URL,
  idPrefix: string,
): Promise<{ readonly heads: ReadonlyMap<string, RunHead>; readonly nows: ReadonlyMap<string, RunNow> }> {
  const rows = await query(
    admin,
    `SELECT service_key, key, value_utf8 FROM state WHERE service_name = '${SERVICES.run}' AND key IN ('${STATE.head}', '${STATE.now}') AND starts_with(service_key, ${quoted(idPrefix)})`,
  );
  const [heads, nows] = [new Map<string, RunHead>(), new Map<string, RunNow>()];
  for (const { service_key: runId, key, value_utf8: value } of rows) {
    if (key === STATE.head) heads.set(runId ?? '', JSON.parse(value ?? 'null'));
    else nows.set(runId ?? '', JSON.parse(value ?? 'null'));
  }
  return { heads, nows };
}

// Of one run, or of all.
async function readHoldings(admin: URL, runId: string | null): Promise<ReadonlyMap<string, Holding>> {
  const [ofClaim, ofSlots] =
    runId === null
      ? ['', " AND starts_with(key, 'run ')"]
      : [` AND strpos(value_utf8, ${quoted(runId)}) > 0`, ` AND key = ${quoted(`run ${runId}`)}`];
  const from = (service: string): string =>
    `SELECT service_key, key, value_utf8 FROM state WHERE service_name = '${service}'`;
  const [claims, slots] = await Promise.all([
    query(admin, `${from(SERVICES.claim)}${ofClaim}`),
    query(admin, `${from(SERVICES.slots)}${ofSlots}`),
  ]);
  const found = new Map<string, Holding>();
  for (const row of claims) addClaim(found, row);
  for (const row of slots) addSlots(found, row);
  return found;
}

function addClaim(found: Map<string, Holding>, { service_key: key, value_utf8: value }: Row): void {
  const { runId, since } = JSON.parse(value ?? '') as { runId: string; since: string };
  const { claims, slots } = found.get(runId) ?? NOTHING;
  found.set(runId, { claims: [...claims, { ...claimedBy(key ?? ''), since }], slots });
}

function addSlots(found: Map<string, Holding>, { service_key: scope, key, value_utf8: value }: Row): void {
  const runId = (key ?? '').slice('run '.length);
  const { claims, slots } = found.get(runId) ?? NOTHING;
  found.set(runId, { claims, slots: [...slots, { scope: scope ?? null, names: JSON.parse(value ?? '[]') }] });
}
