// Nova's "Update a volume attachment": a direct swap, if Nova accepts one.
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { attachments, setMigrationStatus, stopVm2, swapTo, UNKNOWN } from './actions.ts';

/**
 * `virgin`: never moved, so that a Nova with OSSN-0094 refuses. `stale`: with an old success, which any Nova
 * accepts.
 */
type Old = 'virgin' | 'stale';

async function pair(stage: Stage, old: Old, server = stage.vm1): Promise<[string, string]> {
  const from = await stage.volume('old', 'alpha');
  const to = await stage.volume('new', 'beta');
  await stage.attach(server, from);
  if (old === 'stale') await setMigrationStatus(stage, from, 'success');
  return [from, to];
}

async function swap(stage: Stage, old: Old): Promise<void> {
  const { admin, vm1 } = stage;
  const [from, to] = await pair(stage, old);
  const answer = await admin.call('asked', `PUT compute ${attachments(vm1)}/${from}`, swapTo(to));
  if (answer.status !== 202) return;
  await stage.watch('swapping', [from, to]);
  await ended(stage, String(answer.headers['x-openstack-request-id']));
  for (const id of [from, to]) await admin.call(`afterwards`, `GET volume /volumes/${id}`);
  await afterwards(stage, [from, to]);
}

async function fails(stage: Stage): Promise<void> {
  const { admin, vm1, world } = stage;
  const [from, to] = await pair(stage, 'stale');
  await world.putFault('nova', 'swap_volume', { raise: 'planted' });
  const answer = await admin.call('asked', `PUT compute ${attachments(vm1)}/${from}`, swapTo(to));
  await stage.watch('swapping', [from, to]);
  await ended(stage, String(answer.headers['x-openstack-request-id']));
  await afterwards(stage, [from, to]);
}

async function ended({ admin, vm1, until }: Stage, requestId: string): Promise<void> {
  const path = `/servers/${vm1}/os-instance-actions`;
  await until('the end of the action', async () => {
    const { status, body } = await admin.send(`GET compute ${path}/${requestId}`);
    return status === 200 && body.instanceAction.events.every(({ result }: { result: unknown }) => result);
  });
  await admin.call('its instance action', `GET compute ${path}/${requestId}`);
  await admin.call('all instance actions', `GET compute ${path}`, undefined, {
    pick: ({ instanceActions }) =>
      instanceActions.filter(({ request_id: id }: { request_id: string }) => id === requestId),
  });
}

async function afterwards({ admin, vm1 }: Stage, ids: readonly string[]): Promise<void> {
  await admin.call('as Nova has it', `GET compute ${attachments(vm1)}`, undefined, {
    pick: ({ volumeAttachments }) =>
      volumeAttachments.filter(({ volumeId }: { volumeId: string }) => ids.includes(volumeId)),
  });
}

/** The probe, and what is refused for a volume that never moved. */
async function refusals(stage: Stage, old: Old): Promise<void> {
  const { admin, owner, stranger, vm1, vm2 } = stage;
  const [from, to] = await pair(stage, old);
  const taken = await stage.volume('taken', 'beta');
  await stage.attach(vm2, taken);
  const small = from;
  const large = await stage.volume('large', 'alpha', { size: 2 });
  await stage.attach(vm1, large);
  if (old === 'stale') await setMigrationStatus(stage, large, 'success');
  const path = `PUT compute ${attachments(vm1)}` as const;
  await admin.call('by a volume that does not exist', `${path}/${from}`, swapTo(UNKNOWN));
  await admin.call('of a volume that does not exist', `${path}/${UNKNOWN}`, swapTo(to));
  await admin.call('of a volume that is not attached', `${path}/${to}`, swapTo(to));
  await admin.call('by a volume in use', `${path}/${from}`, swapTo(taken));
  await admin.call('by itself', `${path}/${from}`, swapTo(small));
  await admin.call('by a smaller one', `${path}/${large}`, swapTo(to));
  await admin.call('by no id', `${path}/${from}`, swapTo('nothing'));
  await admin.call('on another server', `PUT compute ${attachments(vm2)}/${from}`, swapTo(to));
  await admin.call('on a server that is not', `PUT compute ${attachments(UNKNOWN)}/${from}`, swapTo(to));
  await owner.call('by the owner', `${path}/${from}`, swapTo(to));
  await stranger.call('by a stranger', `${path}/${from}`, swapTo(to));
}

async function stopped(stage: Stage): Promise<void> {
  const { admin, vm2 } = stage;
  const [from, to] = await pair(stage, 'stale', vm2);
  await stopVm2(stage);
  await admin.call('asked', `PUT compute ${attachments(vm2)}/${from}`, swapTo(to));
}

/** With the guard on, as in a patched Nova. */
async function guarded(stage: Stage): Promise<void> {
  const { admin, vm1 } = stage;
  const [from, to] = await pair(stage, 'virgin');
  await stage.world.setGuard(true);
  const path = `PUT compute ${attachments(vm1)}/${from}` as const;
  await admin.call('the probe', path, swapTo(UNKNOWN));
  await admin.call('asked', path, swapTo(to));
}

export const swaps: readonly Scenario[] = [
  { name: 'swap/of a volume that never moved', run: async (stage) => await swap(stage, 'virgin') },
  { name: 'swap/of a volume that has moved', run: async (stage) => await swap(stage, 'stale') },
  { name: 'swap/Nova fails', run: fails },
  {
    name: 'swap refused/of a volume that never moved',
    run: async (stage) => await refusals(stage, 'virgin'),
  },
  { name: 'swap refused/of a volume that has moved', run: async (stage) => await refusals(stage, 'stale') },
  { name: 'swap refused/the server is stopped', run: stopped },
  { name: 'swap refused/by the guard', run: guarded },
];
