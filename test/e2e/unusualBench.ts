// What the cases about unusual volumes share: how they request a move, and what a refusal must leave unchanged.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Cloud, MigrateVolumeOptions, MigrateVolumeParameters, Outcome } from '../../src/index.ts';
import { type Bench, getVolume, migrate, migrateThrough } from './bench.ts';
import { until } from './client.ts';
import { pictureOf } from './picture.ts';
import type { MadeType, TypeSeed, UnusualWorld } from './unusualWorld.ts';

// biome-ignore lint/suspicious/noExplicitAny: what OpenStack answers
type Json = any;

export interface UnusualBench extends Bench {
  readonly world: UnusualWorld;
}

/** The bench of the case that runs. */
export type At = () => UnusualBench;

export const COLD = { code: 'InvalidStateForColdMigration', message: 'Invalid state for cold migration' };
export const SWAP = { code: 'InvalidStateForSwappingVolume', message: 'Invalid state for swapping volume' };

const METHODS = ['auto', 'attachment', 'retype'] as const;

export const TO_NODE = { migration_type: 'cold', destination_node: 'node2@alpha#alpha' };
export const TO_TYPE = { migration_type: 'cold', destination_type: 'beta' };

export interface Refusal {
  readonly code: string;
  readonly message?: string;
  /** What message and reasons must name. */
  readonly facts: readonly (string | RegExp)[];
}

const wordsOf = ({ error }: Outcome): string =>
  error === undefined ? '' : [error.message, ...error.reasons].join('\n');

/** Message and reasons name every fact. */
export function expectFacts(outcome: Outcome, facts: Refusal['facts']): void {
  for (const fact of facts) expect(wordsOf(outcome)).toMatch(fact);
}

/**
 * Requests a move that must be refused before the first change: no request that changes the volume, and
 * afterwards the same attachments in both services, flags, metadata, quota usage, volumes, users, grants and
 * data.
 */
export async function expectRefused(
  bench: UnusualBench,
  parameters: MigrateVolumeParameters,
  { facts, ...error }: Refusal,
  options: MigrateVolumeOptions = {},
): Promise<Outcome> {
  const id = parameters.resource_id;
  const asked = JSON.stringify(parameters);
  const before = await pictureOf(bench, id);
  const checksum = await bench.world.checksum(id);
  const changes = await bench.world.watchChanges(id);
  const outcome = await migrate(bench, parameters, options);
  expect(outcome, asked).toMatchObject({
    status: 'FAILED',
    operation: null,
    volumeId: id,
    error,
    leftovers: [],
  });
  expectFacts(outcome, facts);
  expect(await changes(), asked).toEqual([]);
  expect(await pictureOf(bench, id), asked).toEqual(before);
  expect(await bench.world.checksum(id)).toBe(checksum);
  return outcome;
}

/** The same for a swap, by each of its methods: none of them may start. */
export async function expectSwapRefused(
  bench: UnusualBench,
  parameters: MigrateVolumeParameters,
  refusal: Refusal,
): Promise<void> {
  for (const swap_method of METHODS) await expectRefused(bench, { ...parameters, swap_method }, refusal);
}

/** One of Cinder's actions on a volume, requested by the admin. */
export const act = async ({ admin }: Bench, id: string, action: object): Promise<void> =>
  void (await admin.must('volumev3', 'POST', `/volumes/${id}/action`, action));

/** A row of Cinder's attachments without Nova's knowledge, created by the owner; returns its ID. */
export async function addRow({ owner }: Bench, volumeId: string, serverId?: string): Promise<string> {
  const { attachment } = await owner.must('volumev3', 'POST', '/attachments', {
    attachment: {
      volume_uuid: volumeId,
      ...(serverId === undefined ? {} : { instance_uuid: serverId }),
    },
  });
  return attachment.id;
}

/** The owner clones the volume and, if it is detached, extends it: both need the right to its type. */
export async function expectOwnersRights(bench: UnusualBench, id: string): Promise<void> {
  const { owner } = bench;
  const { status, size } = await getVolume(bench, id);
  const clone = await owner.call('volumev3', 'POST', '/volumes', {
    volume: { name: 'clone', source_volid: id, size },
  });
  expect(clone).toMatchObject({ status: 202 });
  await until('the clone', async () => {
    return (await getVolume(bench, clone.body.volume.id))?.status === 'available';
  });
  if (status !== 'available') return;
  const extended = await owner.call('volumev3', 'POST', `/volumes/${id}/action`, {
    'os-extend': { new_size: size + 1 },
  });
  expect(extended).toMatchObject({ status: 202 });
  await until('the extended volume', async () => {
    const volume = await getVolume(bench, id);
    return volume.status === 'available' && volume.size === size + 1;
  });
}

/** Creates a volume type, with encryption and QoS if requested. */
export async function makeType({ admin, world }: UnusualBench, seed: TypeSeed): Promise<MadeType> {
  const name = `${world.owner.username}-${seed.name}-${randomUUID().slice(0, 4)}`;
  const { volume_type } = await admin.must('volumev3', 'POST', '/types', {
    volume_type: {
      name,
      extra_specs: seed.extraSpecs ?? {},
      'os-volume-type-access:is_public': seed.isPublic ?? true,
    },
  });
  const { id } = volume_type;
  if (seed.encrypted === true) {
    const luks = {
      provider: 'luks',
      control_location: 'front-end',
      cipher: 'aes-xts-plain64',
      key_size: 256,
    };
    await admin.must('volumev3', 'POST', `/types/${id}/encryption`, { encryption: luks });
  }
  if (seed.qos !== undefined) {
    const { consumer, specs } = seed.qos;
    const { qos_specs } = await admin.must('volumev3', 'POST', '/qos-specs', {
      qos_specs: { name, consumer, ...specs },
    });
    await admin.must('volumev3', 'GET', `/qos-specs/${qos_specs.id}/associate?vol_type_id=${id}`);
  }
  return { id, name };
}

/** Lets the owner's project use a private type, or no longer. */
export async function setAccess(
  { admin, owner }: Bench,
  { id }: MadeType,
  action: 'addProjectAccess' | 'removeProjectAccess',
): Promise<void> {
  await admin.must('volumev3', 'POST', `/types/${id}/action`, { [action]: { project: owner.projectId } });
}

/** Whether the server's newest swap has ended, according to Nova's own record. Null if there is none. */
export async function swapHasEnded({ admin }: Bench, serverId: string): Promise<boolean | null> {
  const path = `/servers/${serverId}/os-instance-actions`;
  const { instanceActions } = await admin.must('compute', 'GET', path);
  const newest = instanceActions.find(({ action }: Json) => action === 'swap_volume');
  if (newest === undefined) return null;
  const { instanceAction } = await admin.must('compute', 'GET', `${path}/${newest.request_id}`);
  const events: Json[] = instanceAction.events ?? [];
  return events.length > 0 && events.every(({ finish_time }) => finish_time !== null);
}

type Request = Parameters<Cloud['request']>[0];

/** Requests a move; just before the first matching request is sent, somebody else does something. */
export async function migrateBeside(
  bench: UnusualBench,
  parameters: MigrateVolumeParameters,
  fits: (request: Request) => boolean,
  happens: () => Promise<unknown>,
  options: Pick<MigrateVolumeOptions, 'limits'> = {},
): Promise<Outcome> {
  let happened = false;
  const beside = (inner: Cloud): Cloud => ({
    ...inner,
    request: async (request, signal) => {
      if (!happened && fits(request)) {
        happened = true;
        await happens();
      }
      return await inner.request(request, signal);
    },
  });
  const outcome = await migrateThrough(bench, parameters, beside, options);
  expect(happened).toBe(true);
  return outcome;
}
