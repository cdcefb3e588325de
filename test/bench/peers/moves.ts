// What the peers are asked to do on the project's Zed cloud, and what is true afterwards.
import { type Bench, getVolume, makeVolume, makeVolumeOn, migrate, removeVolumes } from '../../e2e/bench.ts';

/** One move, as each peer is asked for it. */
export interface Request {
  readonly volumeId: string;
  /** Parameters of the action, as volume-migrate and Watcher take them. */
  readonly migration_type: 'migrate' | 'retype' | 'swap';
  readonly destination_node?: string;
  readonly destination_type?: string;
}

export interface Case {
  readonly title: string;
  /** Makes the volumes, and says how to move each. */
  readonly prepare: (bench: Bench) => Promise<readonly Request[]>;
  /** Whether the openstack client has commands for it. */
  readonly byClient: boolean;
  /** Lets the cloud fail. */
  readonly fault?: (bench: Bench) => Promise<void>;
}

const NODES = ['node1@alpha#alpha', 'node2@alpha#alpha'] as const;

const otherNode = async (bench: Bench, id: string): Promise<string> => {
  const { 'os-vol-host-attr:host': host } = await getVolume(bench, id);
  return NODES[0] === host ? NODES[1] : NODES[0];
};

const toOtherNode = async (bench: Bench, volumeId: string): Promise<Request> => ({
  volumeId,
  migration_type: 'migrate',
  destination_node: await otherNode(bench, volumeId),
});

const toBeta = (volumeId: string, migration_type: 'retype' | 'swap'): Request => ({
  volumeId,
  migration_type,
  destination_type: 'beta',
});

/** Neither the driver of the old backend nor a copy to a new volume can move anything. */
const failMoves = async (bench: Bench, destination: 'alpha' | 'beta'): Promise<void> => {
  for (const node of ['node1', 'node2']) {
    await bench.world.putFault(`${node}@alpha`, 'migrate_volume', { raise: 'planted' });
    await bench.world.putFault(`${node}@${destination}`, 'create_volume', { raise: 'planted' });
  }
};

const twenty = async (bench: Bench): Promise<readonly Request[]> => {
  const requests: Request[] = [];
  for (let n = 0; n < 20; n += 1) {
    const server = [bench.vm1, bench.vm2][n % 5];
    const id = await (server === undefined
      ? makeVolume(bench, 'alpha')
      : makeVolumeOn(bench, server, 'alpha'));
    requests.push(await toOtherNode(bench, id));
  }
  return requests;
};

export const CASES: readonly Case[] = [
  {
    title: 'cold migrate',
    prepare: async (bench) => [await toOtherNode(bench, await makeVolume(bench, 'alpha'))],
    byClient: true,
  },
  {
    title: 'cold retype',
    prepare: async (bench) => [toBeta(await makeVolume(bench, 'alpha'), 'retype')],
    byClient: true,
  },
  {
    title: 'in-use retype',
    prepare: async (bench) => [toBeta(await makeVolumeOn(bench, bench.vm1, 'alpha'), 'retype')],
    byClient: true,
  },
  {
    title: 'in-use migrate',
    prepare: async (bench) => [await toOtherNode(bench, await makeVolumeOn(bench, bench.vm1, 'alpha'))],
    byClient: true,
  },
  {
    title: 'swap to another type',
    prepare: async (bench) => [toBeta(await makeVolumeOn(bench, bench.vm1, 'alpha'), 'swap')],
    byClient: false,
  },
  {
    title: 'migrate, the backend fails',
    prepare: async (bench) => [await toOtherNode(bench, await makeVolume(bench, 'alpha'))],
    byClient: true,
    fault: (bench) => failMoves(bench, 'alpha'),
  },
  {
    title: 'retype of a volume migrated before, the backend fails',
    prepare: async (bench) => {
      const id = await makeVolume(bench, 'alpha');
      const { migration_type, destination_node = '' } = await toOtherNode(bench, id);
      await migrate(bench, { resource_id: id, migration_type, destination_node });
      return [toBeta(id, 'retype')];
    },
    byClient: true,
    fault: (bench) => failMoves(bench, 'beta'),
  },
  { title: 'plan of 20 volumes, 8 attached', prepare: twenty, byClient: true },
];

/** Whether a volume is where it was asked to be; by its name, as a swap gives it another ID. */
export async function isMoved(bench: Bench, request: Request, name: string): Promise<boolean> {
  const { volumes } = await bench.admin.must('volumev3', 'GET', `/volumes/detail?all_tenants=1&name=${name}`);
  const { destination_node, destination_type } = request;
  return volumes.some(
    (volume: Awaited<ReturnType<typeof getVolume>>) =>
      ['available', 'in-use'].includes(volume.status) &&
      (destination_node === undefined || volume['os-vol-host-attr:host'] === destination_node) &&
      (destination_type === undefined || volume.volume_type === destination_type),
  );
}

/** Removes the volumes of the given names, whatever their state. */
export async function removeByName(bench: Bench, names: readonly string[]): Promise<void> {
  const { volumes } = await bench.admin.must('volumev3', 'GET', '/volumes/detail?all_tenants=1');
  for (const { id, name, status } of volumes) {
    if (!names.includes(name)) continue;
    if (!['available', 'in-use'].includes(status)) {
      await bench.admin.call('volumev3', 'POST', `/volumes/${id}/action`, {
        'os-reset_status': { status: 'available', migration_status: 'none' },
      });
    }
    await removeVolumes(bench, [id]);
  }
}
