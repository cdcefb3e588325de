// Replies to what the machine reads before it changes anything.
import { volumeOf } from '../../../machines/context.ts';
import type { Quota } from '../../../machines/types.ts';
import { answered, failed, plainly, type RepliesOf } from './reply.ts';
import {
  alpha,
  beta,
  details,
  full,
  HOME,
  hiddenRecord,
  NODE,
  OTHER_ID,
  pool,
  record,
  refused,
  server,
  unavailable,
  VOLUME_ID,
  WORDS,
} from './rows.ts';
import {
  fill,
  hideRecord,
  holdInNova,
  makePrivate,
  moveAnother,
  removePool,
  repool,
  reserve,
  snapshot,
} from './scenes.ts';

const recordsUnreadable = failed(
  'listAttachments',
  unavailable(),
  'attachment records cannot be read',
  (stage) => stage.answer({ path: /\/attachments$/ }, 'unavailable'),
);

export const listAttachments: RepliesOf = ({ context }) => {
  const shown = volumeOf(context).attachments.length > 0 ? [record] : [];
  return [
    plainly('listAttachments', shown, 'the attachment records'),
    answered('listAttachments', [...shown, hiddenRecord], 'a hidden attachment record', hideRecord),
    recordsUnreadable,
  ];
};

export const listHolders: RepliesOf = ({ context }) => {
  const unreadable = failed('listHolders', unavailable(), 'the servers cannot be listed', (stage) =>
    stage.answer({ path: /\/servers\/detail$/ }, 'unavailable'),
  );
  if (volumeOf(context).attachments.length > 0)
    return [
      plainly('listHolders', [{ ...server, volumeIds: [VOLUME_ID] }], 'the server uses it'),
      unreadable,
    ];
  return [
    plainly('listHolders', [], 'no server uses it'),
    answered('listHolders', [{ ...server, volumeIds: [VOLUME_ID] }], 'Nova lists it on a server', holdInNova),
    unreadable,
  ];
};

export const getTypeDetails: RepliesOf = ({ context: { destinationVolumeType } }) => [
  destinationVolumeType?.isPublic
    ? plainly('getTypeDetails', details, 'the type is allowed')
    : answered('getTypeDetails', { ...details, hasAccess: false }, 'the project may not use it'),
  failed('getTypeDetails', unavailable(), 'the type cannot be read', (stage) =>
    stage.answer({ path: /\/encryption$/ }, 'unavailable'),
  ),
];

const quota = (name: string, limit: number | null, reserved = 0): Quota => ({
  ...{ name, limit, inUse: 2, reserved },
});

const quotasUnreadable = failed('getQuotas', unavailable(), 'the quota cannot be read', (stage) =>
  stage.answer({ path: /os-quota-sets/ }, 'unavailable'),
);

export const getQuotas: RepliesOf = ({ state }) => {
  if (/\.retyping(InUse)?\./.test(state)) return retypeQuotas;
  return state.startsWith('comparing')
    ? [
        plainly('getQuotas', [quota('volumes_beta', null)], 'no quota is reserved', (stage) =>
          reserve(stage, 0),
        ),
        answered(
          'getQuotas',
          [quota('volumes_beta', null, 1), quota('gigabytes_beta', null, 1)],
          'quota remains reserved',
          (stage) => reserve(stage, 1),
        ),
        quotasUnreadable,
      ]
    : [
        plainly('getQuotas', [quota('volumes', 10)], 'the quota is read'),
        answered('getQuotas', [quota('volumes', 0)], 'the quota does not allow a second volume', (stage) =>
          stage.cloud.setQuota('demo', { volumes: 0 }),
        ),
        quotasUnreadable,
      ];
};

const retypeQuotas = [
  plainly('getQuotas', [quota('volumes_beta', null)], 'the quota of the type is read'),
  answered(
    'getQuotas',
    [{ ...quota('volumes_beta', 0), inUse: 0 }],
    'the quota of the type is full',
    (stage) => stage.cloud.setQuota('demo', { volumes_beta: 0 }),
  ),
  quotasUnreadable,
];

export const listSnapshots: RepliesOf = () => [
  answered('listSnapshots', [], 'no snapshots'),
  answered('listSnapshots', ['snapshot-id'], 'a snapshot', snapshot),
  failed('listSnapshots', unavailable(), 'snapshots cannot be read', (stage) =>
    stage.answer({ path: /\/snapshots/ }, 'unavailable'),
  ),
];

export const getPools: RepliesOf = () => [
  plainly('getPools', [pool(NODE, 'alpha')], 'a pool of backend alpha'),
  answered('getPools', [pool(NODE, 'beta')], 'a pool of backend beta', (stage) =>
    repool(stage, NODE, 'beta'),
  ),
  answered('getPools', [full(NODE, 'alpha')], 'a full pool of backend alpha', (stage) => fill(stage, NODE)),
  failed('getPools', refused('PoolNotFound', 404), 'no such pool', (stage) => removePool(stage, NODE)),
];

export const getVolumeType: RepliesOf = ({ state, context: { parameters } }) => {
  const isOwn = /^(cold\.migrating|migrate)\b/.test(state) || parameters.destinationType === alpha.name;
  return [
    plainly('getVolumeType', isOwn ? alpha : beta, 'the type is read'),
    ...(isOwn
      ? []
      : [answered('getVolumeType', { ...beta, isPublic: false }, 'the type is private', makePrivate)]),
    failed('getVolumeType', unavailable(), 'types cannot be read', (stage) =>
      stage.answer({ path: /\/types/ }, 'unavailable'),
    ),
  ];
};

const serverDeleted = answered('getServers', [], 'server gone', (stage) =>
  stage.cloud.state.servers.delete(stage.serverId),
);

const serverUnreadable = failed('getServers', unavailable(), 'the server cannot be read', (stage) =>
  stage.answer({ path: /\/servers\/[^/]+$/ }, 'unavailable'),
);

export const getServers: RepliesOf = ({ state, context }) => {
  if (context.volume?.attachments.length === 0) return [plainly('getServers', [], 'no server to read')];
  return state.startsWith('verifying')
    ? [plainly('getServers', [server], 'server still there'), serverDeleted, serverUnreadable]
    : [
        answered('getServers', [server], 'server active'),
        answered('getServers', [{ ...server, volumeIds: [] }], 'Nova does not list the volume', (stage) =>
          stage.cloud.setServer(stage.serverId, { devices: [] }),
        ),
        answered('getServers', [{ ...server, vmState: 'stopped' }], 'server stopped', (stage) =>
          stage.cloud.setServer(stage.serverId, { vmState: 'stopped' }),
        ),
        serverDeleted,
        serverUnreadable,
      ];
};

export const listMovesOfServers: RepliesOf = () => [
  plainly('listMovesOfServers', [], 'no other volume of the server is being moved'),
  answered('listMovesOfServers', [OTHER_ID], 'another volume of the server is being moved', moveAnother),
  failed('listMovesOfServers', unavailable(), 'volumes cannot be listed', (stage) =>
    stage.answer({ path: /\/volumes\/detail/ }, 'unavailable'),
  ),
];

export const probeSwap: RepliesOf = () => [
  answered('probeSwap', { directSwap: 'taken' }, 'Nova accepts direct swaps'),
  answered(
    'probeSwap',
    { directSwap: 'refused', status: 409, message: WORDS, requestId: null },
    'Nova rejects direct swaps',
    (stage) => stage.cloud.setGuard(true),
  ),
  failed('probeSwap', unavailable(true), 'Nova cannot be probed', (stage) =>
    stage.answer({ path: /os-volume_attachments/ }, 'unavailable'),
  ),
];

const noPoolOfBeta = answered(
  'listPools',
  [pool(HOME, 'alpha'), pool(NODE, 'alpha')],
  'no pool serves the type',
  (stage) => stage.cloud.setService('node1@beta', { up: false }),
);

export const listPools: RepliesOf = ({ state }) => [
  plainly(
    'listPools',
    [pool(HOME, 'alpha'), pool('node1@beta#beta', 'beta'), pool(NODE, 'alpha')],
    'the pools are read',
    (stage) => stage.cloud.setService('node1@beta', { up: true }),
  ),
  ...(state.startsWith('explaining') ? [] : [noPoolOfBeta]),
  failed('listPools', unavailable(), 'pools cannot be read', (stage) =>
    stage.answer({ path: /\/get_pools/ }, 'unavailable'),
  ),
];
