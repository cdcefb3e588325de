// The events beside the runs: on the cloud, by the cloud, and by those who share it.

import type { Server } from '../../simulator/index.ts';
import { administer, deleteTemporaryUser, own } from './nemesis.ts';
import type { Scene } from './scene.ts';
import { PROJECT } from './stage.ts';
import type { CloudEvent, ServerAction } from './workload.ts';

type Of<Kind> = Extract<CloudEvent, { readonly kind: Kind }>;

type Happenings = {
  readonly [Kind in CloudEvent['kind']]: (event: Of<Kind>, scene: Scene) => void;
};

/** Executes an event. If the cloud refuses it, nothing happens. */
export function happen(event: CloudEvent, scene: Scene): void {
  const does = HAPPENINGS[event.kind] as (event: CloudEvent, scene: Scene) => void;
  does(event, scene);
}

const HAPPENINGS: Happenings = {
  owner: ({ does, with: which }, scene) => {
    const volumeId = scene.find(which);
    if (volumeId !== undefined) own(does, volumeId, scene);
  },
  admin: ({ does, with: which }, scene) => {
    const volumeId = scene.find(which);
    if (volumeId !== undefined) administer(does, volumeId, scene.stage.cloud);
  },
  server: ({ does, server }, { stage }) => {
    const id = stage.serverIds[server];
    if (id !== undefined && stage.cloud.state.servers.has(id)) serve(does, id, stage.cloud);
  },
  'expire tokens': (_, { stage }) => stage.cloud.expireTokens(),
  'delete temporary user': ({ run }, { stage, runIds }) =>
    deleteTemporaryUser(runIds[run] ?? '', stage.cloud),
  restart: ({ service, forMs }, scene) => scene.takeDown(service, forMs),
  'lose work': ({ every }, { stage }) => stage.loseWork(every),
  operation: ({ where, operation, fails, delayMs, times }, { stage }) => {
    const raise = fails ? { raise: `${operation} fails` } : {};
    stage.cloud.faults.set(where, operation, { delayMs, count: times, ...raise });
  },
  'back end': ({ host, up }, { stage }) => stage.cloud.setService(host, { up }),
  'no quota': (_, { stage }) => stage.cloud.setQuota(PROJECT, { volumes: 0 }),
  'swap errs': ({ server }, { stage }) => {
    const { actions = [] } = stage.cloud.state.servers.get(stage.serverIds[server] ?? '') ?? {};
    const swap = actions.findLast(({ action }) => action === 'swap_volume');
    if (swap === undefined || swap.events.some(({ result }) => result !== null)) return;
    stage.loseWork(1);
    swap.message = 'Error';
    for (const event of swap.events) event.result = 'Error';
  },
  guard: (_, { stage }) => stage.cloud.setGuard(true),
};

const SERVER_CHANGES: Readonly<Record<Exclude<ServerAction, 'delete'>, Partial<Server>>> = {
  stop: { vmState: 'stopped', powerState: 4 },
  pause: { vmState: 'paused', powerState: 3 },
  start: { vmState: 'active', powerState: 1, taskState: null },
  'begin task': { taskState: 'migrating' },
};

function serve(does: ServerAction, serverId: string, cloud: Scene['stage']['cloud']): void {
  if (does === 'delete') removeServer(serverId, cloud);
  else cloud.setServer(serverId, SERVER_CHANGES[does]);
}

// As when Nova deletes a server: its volumes become free.
function removeServer(serverId: string, { state }: Scene['stage']['cloud']): void {
  const server = state.servers.get(serverId);
  state.servers.delete(serverId);
  for (const { volumeId, attachmentId } of server?.devices ?? []) {
    if (attachmentId !== null) state.attachments.delete(attachmentId);
    const volume = state.volumes.get(volumeId);
    if (volume?.status === 'in-use') Object.assign(volume, { status: 'available', attached: false });
  }
}
