// Everything that reads the body of a response: the call, the recorded bodies of that call, and how to read it.
import { listMessages } from '../../services/cinder/messages.ts';
import { listPools } from '../../services/cinder/pools.ts';
import { listSnapshots } from '../../services/cinder/snapshots.ts';
import { getVolumeType } from '../../services/cinder/types.ts';
import { findVolume, getVolume, listSourceCopies, listVolumes } from '../../services/cinder/volumes.ts';
import { type Cloud, Secret } from '../../services/index.ts';
import { getProjectDomain } from '../../services/keystone/domains.ts';
import { findRole } from '../../services/keystone/roles.ts';
import { createUser } from '../../services/keystone/users.ts';
import { listAttachedVolumeIds } from '../../services/nova/attachments.ts';
import { getSwapResult, listSwapActions } from '../../services/nova/instanceActions.ts';
import { getServers } from '../../services/nova/servers.ts';
import { testClock } from '../services/testCloud.ts';

export interface Reader {
  readonly name: string;
  /** The call as this project makes it. */
  readonly call: string;
  readonly status: number;
  /** The call in the transcripts, and the key of a list of which they hold only the rows. */
  readonly recorded: RegExp;
  readonly listKey: string;
  readonly read: (cloud: Cloud) => Promise<unknown>;
}

const NEW_USER = { name: 'n', domainId: 'd', projectId: 'p1', password: new Secret('canary-password') };

export const READERS: readonly Reader[] = [
  {
    name: 'connect',
    call: 'POST identity /auth/tokens',
    status: 201,
    recorded: /POST identity \/auth\/tokens/,
    listKey: '',
    read: async ({ user, project, endpoints }) => ({ user, project, endpoints }),
  },
  {
    name: 'getVolume',
    call: 'GET volume /volumes/v1',
    status: 200,
    recorded: /^admin GET volume \/volumes\/<[^/?]+$/,
    listKey: '',
    read: (cloud) => getVolume(cloud, 'v1'),
  },
  {
    name: 'findVolume',
    call: 'GET volume /volumes/v1',
    status: 200,
    recorded: / GET volume \/volumes\/<[^/?]+$/,
    listKey: '',
    read: (cloud) => findVolume(cloud, 'v1'),
  },
  {
    name: 'listVolumes',
    call: 'GET volume /volumes/detail',
    status: 200,
    recorded: /GET volume \/volumes\/detail/,
    listKey: 'volumes',
    read: (cloud) => listVolumes(cloud, {}),
  },
  {
    name: 'listSourceCopies',
    call: 'GET volume /volumes/detail',
    status: 200,
    recorded: /GET volume \/volumes\/detail/,
    listKey: 'volumes',
    read: (cloud) => listSourceCopies(cloud, { volumeId: 'volume', projectId: 'project-of-owner' }),
  },
  {
    name: 'listSnapshots',
    call: 'GET volume /snapshots',
    status: 200,
    recorded: /GET volume \/snapshots/,
    listKey: 'snapshots',
    read: (cloud) => listSnapshots(cloud, 'v1'),
  },
  {
    name: 'listPools',
    call: 'GET volume /scheduler-stats/get_pools',
    status: 200,
    recorded: /GET volume \/scheduler-stats\/get_pools/,
    listKey: 'pools',
    read: (cloud) => listPools(cloud),
  },
  {
    name: 'getVolumeType',
    call: 'GET volume /types',
    status: 200,
    recorded: /GET volume \/types/,
    listKey: 'volume_types',
    read: (cloud) => getVolumeType(cloud, 'alpha'),
  },
  {
    name: 'listMessages',
    call: 'GET volume /messages',
    status: 200,
    recorded: /GET volume \/messages/,
    listKey: 'messages',
    read: (cloud) => listMessages(cloud, 'v1'),
  },
  {
    name: 'getServers',
    call: 'GET compute /servers/s1',
    status: 200,
    recorded: /^admin GET compute \/servers\/<\w+>$/,
    listKey: '',
    read: (cloud) => getServers(cloud, ['s1']),
  },
  {
    name: 'listAttachedVolumeIds',
    call: 'GET compute /servers/s1/os-volume_attachments',
    status: 200,
    recorded: /GET compute \/servers\/<\w+>\/os-volume_attachments$/,
    listKey: 'volumeAttachments',
    read: (cloud) => listAttachedVolumeIds(cloud, 's1'),
  },
  {
    name: 'listSwapActions',
    call: 'GET compute /servers/s1/os-instance-actions',
    status: 200,
    recorded: /GET compute \/servers\/<\w+>\/os-instance-actions$/,
    listKey: 'instanceActions',
    read: (cloud) => listSwapActions(cloud, 's1'),
  },
  {
    name: 'getSwapResult',
    call: 'GET compute /servers/s1/os-instance-actions/req-2',
    status: 200,
    recorded: /GET compute \/servers\/<\w+>\/os-instance-actions\/<request>/,
    listKey: '',
    read: (cloud) => getSwapResult(cloud, { serverId: 's1', requestId: 'req-2' }),
  },
  {
    name: 'getProjectDomain',
    call: 'GET identity /projects/p1',
    status: 200,
    recorded: /GET identity \/projects\/<project/,
    listKey: '',
    read: (cloud) => getProjectDomain(cloud, 'p1'),
  },
  {
    name: 'createUser',
    call: 'POST identity /users',
    status: 201,
    recorded: /POST identity \/users$/,
    listKey: '',
    read: (cloud) => createUser(cloud, NEW_USER, { unanswered: false, clock: testClock() }),
  },
  {
    name: 'findRole',
    call: 'GET identity /roles',
    status: 200,
    recorded: /GET identity \/roles/,
    listKey: 'roles',
    read: (cloud) => findRole(cloud, 'member'),
  },
];
