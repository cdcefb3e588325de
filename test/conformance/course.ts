// An asynchronous course: all rows with one name, read repeatedly until nothing moves any more.
import type { Actor } from './actor.ts';
import type { Json } from './http.ts';
import type { Labels } from './labels.ts';
import { LostRace } from './lostRace.ts';
import type { CourseStep, SeenState } from './transcript.ts';
import type { ConformanceWorld } from './world.ts';

export interface Watch {
  readonly title: string;
  /** The name of the rows: temporary ones carry it too, so one request shows all at one moment. */
  readonly name: string;
  /** IDs of the rows that stay. */
  readonly ids: readonly string[];
  /** The course is over only if this holds too. */
  readonly until?: (rows: readonly Json[]) => boolean;
}

const LONGEST_MS = 30_000;
const IDLE_TICKS = 20;

export async function watch(
  world: ConformanceWorld,
  admin: Actor,
  labels: Labels,
  { title, name, ids, until = () => true }: Watch,
): Promise<CourseStep> {
  const seen = new Map<string, { state: string; since: number; ms: number }[]>();
  const end = Date.now() + LONGEST_MS;
  let idle = 0;
  for (;;) {
    const { volumes } = await admin.must(`GET volume /volumes/detail?all_tenants=1&name=${name}`);
    note(seen, rowsOf(volumes, ids, labels), Date.now());
    if (isSettled(volumes, ids) && until(volumes)) break;
    idle = (await world.tick()) ? 0 : idle + 1;
    if (Date.now() > end || idle > IDLE_TICKS) throw stuck(title, volumes, seen);
  }
  const rows = [...seen].map(([row, states]): [string, SeenState[]] => [
    row,
    states.map(({ state, ms }) => ({ state, ms })),
  ]);
  return { kind: 'course', title, rows: Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function rowsOf(volumes: readonly Json[], ids: readonly string[], labels: Labels): Map<string, string> {
  const rows = new Map<string, string>();
  for (const volume of volumes) {
    const row = labels.known(volume.id) ?? 'temporary';
    if (!ids.includes(volume.id)) labels.add(volume.id, 'temporary');
    rows.set(row, stateOf(volume, labels));
  }
  if (ids.length > 1) rows.set('together', ids.map((id) => statusOf(volumes, id, labels)).join(', '));
  return rows;
}

// Two volumes that change places: what one request shows of both at one moment.
function statusOf(volumes: readonly Json[], id: string, labels: Labels): string {
  const status = volumes.find((volume) => volume.id === id)?.status ?? 'gone';
  return `${labels.known(id)} ${status}`;
}

/** status, migration_status, type, pool, number of attachments, name_id; `source` where the description says so. */
function stateOf(volume: Json, labels: Labels): string {
  const nameId = volume['os-vol-mig-status-attr:name_id'];
  const words = [
    volume.status,
    volume.migration_status ?? 'null',
    volume.volume_type ?? 'null',
    volume['os-vol-host-attr:host'] ?? 'nowhere',
    volume.attachments.length,
    nameId === null ? '-' : (labels.known(nameId) ?? 'another'),
  ];
  if (/^migration src for /.test(volume.description ?? '')) words.push('source');
  return labels.normal(words.join(' '));
}

function note(
  seen: Map<string, { state: string; since: number; ms: number }[]>,
  rows: ReadonlyMap<string, string>,
  now: number,
): void {
  for (const row of new Set([...seen.keys(), ...rows.keys()])) {
    const states = seen.get(row) ?? [];
    seen.set(row, states);
    const state = rows.get(row) ?? 'gone';
    const last = states.at(-1);
    if (last) last.ms = now - last.since;
    if (last?.state !== state) states.push({ state, since: now, ms: 0 });
  }
}

const REST = new Set(['available', 'in-use', 'error', 'error_deleting']);
const DONE = new Set([null, 'success', 'error']);

function isSettled(volumes: readonly Json[], ids: readonly string[]): boolean {
  const left = new Set(ids);
  for (const volume of volumes) {
    left.delete(volume.id);
    if (!REST.has(volume.status) || !DONE.has(volume.migration_status)) return false;
    if ((volume.status === 'in-use') !== volume.attachments.length > 0) return false;
  }
  return left.size === 0;
}

function stuck(title: string, volumes: readonly Json[], seen: ReadonlyMap<string, unknown>): Error {
  const lost = volumes.some(({ status, attachments }) => status === 'in-use' && attachments.length === 0);
  const message = `${title} does not come to an end: ${JSON.stringify([...seen], null, 1)}`;
  return lost ? new LostRace(message) : new Error(message);
}
