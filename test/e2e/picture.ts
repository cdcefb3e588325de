// Everything that a move of one volume may change in the cloud, read from both services and Keystone.
import type { Bench } from './bench.ts';

// biome-ignore lint/suspicious/noExplicitAny: what OpenStack answers
type Json = any;

/** One row of Cinder's attachments, including those that the volume itself does not show. */
export interface Row {
  readonly id: string;
  readonly status: string;
  readonly instance: string | null;
  readonly attach_mode: string;
}

export interface Picture {
  /** Status, place, type and flags; null if the volume is gone. */
  readonly volume: Readonly<Record<string, unknown>> | null;
  /** The owner's own metadata, without Cinder's. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
  /** Servers of the owner's project that hold the volume by Nova's own list, with Nova's attachment ID. */
  readonly holders: Readonly<Record<string, string>>;
  /** What is used or reserved of the project's quota: `[in_use, reserved]`, without what is neither. */
  readonly usage: Readonly<Record<string, readonly [number, number]>>;
  /** Volumes of the owner's project. */
  readonly volumes: readonly string[];
  /** Users whose project it is, and role assignments on it. */
  readonly users: readonly string[];
  readonly grants: number;
}

/** Reads the picture of a volume and its project. */
export async function pictureOf(bench: Bench, id: string): Promise<Picture> {
  const { admin, owner } = bench;
  const of = `all_tenants=1&project_id=${owner.projectId}`;
  const [{ body }, { volumes }, metadata, rows, holders, usage, people] = await Promise.all([
    admin.call('volumev3', 'GET', `/volumes/${id}`),
    admin.must('volumev3', 'GET', `/volumes/detail?${of}`),
    ownMetadata(bench, id),
    rowsOf(bench, id),
    holdersOf(bench, id),
    usageOf(bench),
    peopleOf(bench),
  ]);
  return {
    volume: body.volume === undefined ? null : flagsOf(body.volume),
    volumes: volumes.map((volume: Json) => volume.id).toSorted(),
    ...{ metadata, rows, holders, usage },
    ...people,
  };
}

const FLAGS = [
  'status',
  'migration_status',
  'size',
  'volume_type',
  'bootable',
  'multiattach',
  'encrypted',
  'metadata',
  'os-vol-host-attr:host',
  'os-vol-mig-status-attr:name_id',
];

const flagsOf = (volume: Json): Record<string, unknown> =>
  Object.fromEntries(FLAGS.map((name) => [name, volume[name]]));

/** Every attachment row of a volume. */
export async function rowsOf({ admin }: Bench, id: string): Promise<Row[]> {
  const path = `/attachments/detail?volume_id=${id}&all_tenants=1`;
  const { attachments } = await admin.must('volumev3', 'GET', path);
  return attachments
    .map(({ id: row, status, instance, attach_mode }: Json) => ({ id: row, status, instance, attach_mode }))
    .toSorted((left: Row, right: Row) => (left.id < right.id ? -1 : 1));
}

/** The metadata that the owner has set. */
export async function ownMetadata({ admin }: Bench, id: string): Promise<Record<string, string>> {
  return (await admin.call('volumev3', 'GET', `/volumes/${id}/metadata`)).body.metadata ?? {};
}

async function holdersOf({ admin, owner }: Bench, id: string): Promise<Record<string, string>> {
  const { servers } = await admin.must(
    'compute',
    'GET',
    `/servers/detail?all_tenants=1&project_id=${owner.projectId}`,
  );
  const found: Record<string, string> = {};
  for (const server of servers) {
    const path = `/servers/${server.id}/os-volume_attachments`;
    const { volumeAttachments } = await admin.must('compute', 'GET', path);
    for (const one of volumeAttachments) if (one.volumeId === id) found[server.id] = one.attachment_id;
  }
  return found;
}

async function usageOf({ admin, owner }: Bench): Promise<Record<string, [number, number]>> {
  const { quota_set } = await admin.must('volumev3', 'GET', `/os-quota-sets/${owner.projectId}?usage=True`);
  const rows = Object.entries(quota_set).filter(([name]) => name !== 'id') as [string, Json][];
  return Object.fromEntries(
    rows
      .filter(([, { in_use, reserved }]) => in_use !== 0 || reserved !== 0)
      .map(([name, { in_use, reserved }]) => [name, [in_use, reserved]]),
  );
}

/** The users of the owner's project, and the role assignments on it. */
export async function peopleOf({ admin, owner }: Bench): Promise<Pick<Picture, 'users' | 'grants'>> {
  const { users } = await admin.must('identity', 'GET', '/users');
  const { role_assignments } = await admin.must(
    'identity',
    'GET',
    `/role_assignments?scope.project.id=${owner.projectId}`,
  );
  return {
    users: users
      .filter((user: Json) => user.default_project_id === owner.projectId)
      .map((user: Json) => user.name)
      .toSorted(),
    grants: role_assignments.length,
  };
}

/** What the quota holds in reserve, by resource. */
export const reservedOf = ({ usage }: Picture): Record<string, number> =>
  Object.fromEntries(
    Object.entries(usage)
      .filter(([, [, reserved]]) => reserved !== 0)
      .map(([name, [, reserved]]) => [name, reserved]),
  );
