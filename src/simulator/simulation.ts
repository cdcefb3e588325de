// The state and the helpers that all parts of the simulated cloud share.
import { AttachmentTable } from './attachmentTable.ts';
import { type CourseRunner, createCourseRunner } from './course.ts';
import type { LoggedRequest } from './exchange.ts';
import { createFaults, type FaultBox } from './faults.ts';
import type { Backend, Disk, Pool, State, Volume, VolumeType } from './model.ts';
import { createMoveLog, type MoveLog } from './moveLog.ts';
import { seededRandom } from './random.ts';
import { notFound } from './refusal.ts';
import type { Settings } from './settings.ts';
import { createSignals, type Signals } from './signals.ts';
import { type Bandwidth, createBandwidth } from './volume/bandwidth.ts';
import type { PoolReports } from './volume/poolReports.ts';

/** What every part of the simulated cloud works on. */
export interface Simulation {
  settings: Settings;
  state: State;
  faults: FaultBox;
  courses: CourseRunner;
  signals: Signals;
  /** Null if copies share nothing. */
  bandwidth: Bandwidth | null;
  requests: LoggedRequest[];
  moves: MoveLog;
  url: string;
  defaultType: string | null;
  /** Servers on which nova-compute is working; it does one thing at a time on each. */
  busyServers: Set<string>;
  /** Whether nova-compute answers. */
  computeRuns: boolean;
  /** What the scheduler knows of the pools. */
  reports: PoolReports;
  /** When the cloud was built: reporting periods count from here. */
  startedAt: number;
  now(): number;
  /** A duration or a size with the noise of this cloud. */
  withNoise(value: number): number;
  /** A new ID with dashes, as in Cinder and Nova. */
  newId(): string;
  /** A new ID without dashes, as in Keystone. */
  newHex(): string;
  /** Increases with each call: the order in which rows were created. */
  nextOrder(): number;
}

export function createSimulation(settings: Settings, url: string): Simulation {
  let order = 0;
  const moves = createMoveLog(() => settings.clock.now());
  return {
    settings,
    state: emptyState(),
    faults: createFaults((backend) => movesTo(moves, backend)),
    courses: createCourseRunner(settings.clock),
    signals: createSignals(settings.clock),
    bandwidth:
      settings.copyRates && createBandwidth(settings.clock, settings.gibPerSecond, settings.copyRates),
    requests: [],
    moves,
    url,
    defaultType: null,
    busyServers: new Set(),
    computeRuns: true,
    reports: { period: 0, byPool: new Map(), bookedGib: new Map() },
    startedAt: settings.clock.now(),
    now: () => settings.clock.now(),
    withNoise: noiseOf(settings),
    newId: () => settings.randomUUID(),
    newHex: () => settings.randomUUID().replaceAll('-', ''),
    nextOrder: () => order++,
  };
}

function movesTo({ active }: MoveLog, backend: string): number {
  let count = 0;
  for (const { destination } of active.values())
    if (destination && backendOf(destination) === backend) count++;
  return count;
}

function noiseOf({ noise }: Settings): (value: number) => number {
  if (noise === null) return (value) => value;
  const random = seededRandom(noise.seed);
  return (value) => value * (1 + noise.spread * (2 * random() - 1));
}

function emptyState(): State {
  return {
    domains: new Map(),
    projects: new Map(),
    users: new Map(),
    roles: new Map(),
    assignments: [],
    applicationCredentials: new Map(),
    tokens: new Map(),
    pools: [],
    backends: new Map(),
    volumeTypes: new Map(),
    qosSpecs: new Map(),
    volumes: new Map(),
    attachments: new AttachmentTable(),
    snapshots: new Map(),
    messages: [],
    servers: new Map(),
    quotaLimits: new Map(),
    quotaUsages: new Map(),
  };
}

/** `host@section` from `host@section#pool`. */
export const backendOf = (host: string): string => host.split('#')[0] ?? host;
export const poolOf = (host: string): string | undefined => host.split('#')[1];

/** The storage's name for a volume: its own ID, or after an in-use move the ID in `name_id`. */
export const diskName = (volume: Pick<Volume, 'id' | 'nameId'>): string =>
  `volume-${volume.nameId ?? volume.id}`;

export const backendByHost = (sim: Simulation, host: string | null): Backend | undefined =>
  host === null ? undefined : sim.state.backends.get(backendOf(host));

/**
 * The cluster's name for a place, with the pool: PoolState in cinder/scheduler/host_manager.py. Null outside
 * of clusters.
 */
export function clusterOf(sim: Simulation, host: string | null): string | null {
  const cluster = backendByHost(sim, host)?.cluster ?? null;
  const pool = poolOf(host ?? '');
  return cluster === null || pool === undefined ? cluster : `${cluster}#${pool}`;
}

export const poolByHost = (sim: Simulation, host: string | null): Pool | undefined =>
  sim.state.pools.find((pool) => pool.name === host);

/** The bytes of a volume; undefined if its backend has lost or never had them. */
export const diskOf = (sim: Simulation, volume: Volume): Disk | undefined =>
  backendByHost(sim, volume.host)?.disks.get(diskName(volume));

export function typeByNameOrId(sim: Simulation, nameOrId: string): VolumeType | undefined {
  const types = sim.state.volumeTypes;
  return types.get(nameOrId) ?? [...types.values()].find((type) => type.name === nameOrId);
}

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
export const isUuid = (text: unknown): text is string => typeof text === 'string' && UUID.test(text);

/** The type, or the 404 in Cinder's words, which differ for an ID and a name. */
export function requireType(sim: Simulation, nameOrId: string): VolumeType {
  const type = typeByNameOrId(sim, nameOrId);
  if (type) return type;
  throw notFound(
    isUuid(nameOrId)
      ? `Volume type ${nameOrId} could not be found.`
      : `Volume type with name ${nameOrId} could not be found.`,
  );
}

/** The row, for handles: a missing one is the caller's mistake. */
export function requireRow<T>(rows: ReadonlyMap<string, T>, id: string): T {
  const row = rows.get(id);
  if (row === undefined) throw new Error(`nothing in the simulated cloud has the ID or name ${id}`);
  return row;
}

/** Changes a volume in one save, as one UPDATE of its row. */
export function save(sim: Simulation, volume: Volume, changes: Partial<Volume>): void {
  Object.assign(volume, changes, { updatedAt: sim.now() });
}

export const attachmentsOf = (sim: Simulation, volumeId: string) => sim.state.attachments.ofVolume(volumeId);

/** Deletes all attachment rows of a volume. */
export function dropAttachments(sim: Simulation, volumeId: string): void {
  for (const { id } of attachmentsOf(sim, volumeId)) sim.state.attachments.delete(id);
}

export const shownAttachments = (sim: Simulation, volumeId: string) =>
  attachmentsOf(sim, volumeId).filter((attachment) => attachment.status === 'attached');

export const hasSnapshots = (sim: Simulation, volumeId: string): boolean =>
  [...sim.state.snapshots.values()].some((snapshot) => snapshot.volumeId === volumeId);
