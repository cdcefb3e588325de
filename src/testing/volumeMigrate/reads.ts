// Replies to what the machine asks before it changes anything.
import { answered, failed, plainly, type RepliesOf } from './reply.ts';
import {
  alpha,
  attached,
  beta,
  detached,
  HOME,
  NODE,
  pool,
  refused,
  server,
  unavailable,
  WORDS,
} from './rows.ts';
import { attach, remove, removePool, repool, show, snapshot } from './scenes.ts';

const notFound = { ...refused('VolumeNotFound', 404) };
const oldSuccess = { migrationStatus: 'success' } as const;

const noVolume = failed('getVolume', notFound, 'no such volume', (stage) => remove(stage, stage.volumeId));

export const getVolume: RepliesOf = ({ state, context: { parameters } }) => {
  if (state.startsWith('swap')) {
    return [
      answered('getVolume', attached, 'attached', attach),
      answered('getVolume', { ...attached, ...oldSuccess }, 'attached, with an old success', (stage) => {
        attach(stage);
        show(stage, oldSuccess);
      }),
      answered('getVolume', detached, 'detached'),
      noVolume,
    ];
  }
  const untyped = { ...detached, volumeType: null, volumeTypeId: null };
  return [
    answered('getVolume', detached, 'detached'),
    parameters.destinationNode === null
      ? answered('getVolume', { ...detached, ...oldSuccess }, 'detached, with an old success', (stage) =>
          show(stage, oldSuccess),
        )
      : answered('getVolume', untyped, 'detached, without a type', (stage) => show(stage, { typeId: null })),
    answered('getVolume', attached, 'attached', attach),
    noVolume,
  ];
};

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
  failed('getPools', refused('PoolNotFound', 404), 'no such pool', (stage) => removePool(stage, NODE)),
];

export const getVolumeType: RepliesOf = ({ state, context: { parameters } }) => {
  const isOwn = state.startsWith('cold.migrating') || parameters.destinationType === alpha.name;
  return [
    plainly('getVolumeType', isOwn ? alpha : beta, 'the type is read'),
    failed('getVolumeType', unavailable(), 'types cannot be read', (stage) =>
      stage.answer({ path: /\/types/ }, 'unavailable'),
    ),
  ];
};

export const getServers: RepliesOf = ({ context }) =>
  context.volume?.attachments.length === 0
    ? [plainly('getServers', [], 'no server to ask for')]
    : [
        answered('getServers', [server], 'server active'),
        answered('getServers', [{ ...server, vmState: 'stopped' }], 'server stopped', (stage) =>
          stage.cloud.setServer(stage.serverId, { vmState: 'stopped' }),
        ),
        answered('getServers', [], 'server gone', (stage) =>
          stage.cloud.state.servers.delete(stage.serverId),
        ),
        failed('getServers', unavailable(), 'the server cannot be read', (stage) =>
          stage.answer({ path: /\/servers\/[^/]+$/ }, 'unavailable'),
        ),
      ];

export const probeSwap: RepliesOf = () => [
  answered('probeSwap', { directSwap: 'taken' }, 'Nova takes direct swaps'),
  answered(
    'probeSwap',
    { directSwap: 'refused', status: 409, message: WORDS, requestId: null },
    'Nova refuses direct swaps',
    (stage) => stage.cloud.setGuard(true),
  ),
  failed('probeSwap', unavailable(true), 'whether Nova takes swaps cannot be asked', (stage) =>
    stage.answer({ path: /os-volume_attachments/ }, 'unavailable'),
  ),
];

export const listPools: RepliesOf = () => [
  plainly(
    'listPools',
    [pool(HOME, 'alpha'), pool('node1@beta#beta', 'beta'), pool(NODE, 'alpha')],
    'pools',
    (stage) => stage.cloud.setService('node1@beta', { up: true }),
  ),
  failed('listPools', unavailable(), 'pools cannot be read', (stage) =>
    stage.answer({ path: /\/get_pools/ }, 'unavailable'),
  ),
];
