// Moves of a volume under a running server.
import type { Fault } from '../../e2e/world.ts';
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import {
  action,
  attachments,
  migrateTo,
  moveUnseen,
  retypeTo,
  setMigrationStatus,
  stopVm2,
} from './actions.ts';

interface Move {
  readonly name: string;
  readonly body: object;
  readonly byOwner?: boolean;
  readonly stopped?: boolean;
  readonly fault?: readonly [where: string, operation: string, fault: Fault];
}

const novaFails = ['nova', 'swap_volume', { raise: 'planted' }] as const;

const MOVES: readonly Move[] = [
  { name: 'retype to another back end', body: retypeTo('beta') },
  { name: 'retype to another back end, by the owner', body: retypeTo('beta'), byOwner: true },
  { name: 'retype within its back end', body: retypeTo('alpha-gold', 'never') },
  { name: 'retype to another back end, never to move', body: retypeTo('beta', 'never') },
  { name: 'retype to nowhere', body: retypeTo('nowhere') },
  { name: 'migrate to another host', body: migrateTo('node2@alpha#alpha') },
  { name: 'migrate to another host, locked', body: migrateTo('node2@alpha#alpha', false, true) },
  { name: 'migrate to a pool that is not there', body: migrateTo('node2@alpha#nothing') },
  { name: 'retype, Nova fails', body: retypeTo('beta'), fault: novaFails },
  { name: 'migrate, Nova fails', body: migrateTo('node2@alpha#alpha'), fault: novaFails },
  {
    name: 'migrate, the destination cannot make a volume',
    body: migrateTo('node2@alpha#alpha'),
    fault: ['node2@alpha', 'create_volume', { raise: 'planted' }],
  },
  { name: 'retype, the server is stopped', body: retypeTo('beta'), stopped: true },
  { name: 'migrate, the server is stopped', body: migrateTo('node2@alpha#alpha'), stopped: true },
];

async function moveOne(stage: Stage, { body, byOwner, stopped, fault }: Move): Promise<void> {
  const { admin, owner, world } = stage;
  const id = await stage.volume('volume', 'alpha');
  const server = stopped ? stage.vm2 : stage.vm1;
  await stage.attach(server, id);
  if (stopped) await stopVm2(stage);
  if (fault) await world.putFault(...fault);
  await (byOwner ? owner : admin).call('asked', action(id), body);
  await stage.watch('moving', [id]);
  await admin.call('moved', `GET volume /volumes/${id}`);
  await admin.call('as Nova has it', `GET compute ${attachments(server)}`, undefined, {
    pick: ({ volumeAttachments }) =>
      volumeAttachments.filter(({ volumeId }: { volumeId: string }) => volumeId === id),
  });
  await admin.call('no message', `GET volume /messages?resource_uuid=${id}`);
}

/** The root volume of vm2, after a first move: from then on its bytes have another name, on any cloud. */
async function root(stage: Stage): Promise<void> {
  const { admin, owner, labels, vm2 } = stage;
  const { volumeAttachments } = await owner.must(`GET compute ${attachments(vm2)}`);
  // Nova lists them in any order.
  const [{ volumeId: id }] = volumeAttachments.toSorted((one: Json, other: Json) =>
    one.device < other.device ? -1 : 1,
  );
  const { volume } = await admin.must(`GET volume /volumes/${id}`);
  labels.add(id, 'root');
  const own = await stage.named(volume.name);
  await moveUnseen(stage, id, retypeTo('alpha'));
  await own.noOthers([id]);
  await setMigrationStatus(stage, id, 'none');
  await admin.call('retype asked', action(id), retypeTo('beta'));
  await own.watch('retyping', [id]);
  await setMigrationStatus(stage, id, 'none');
  await admin.call('migration asked', action(id), migrateTo('node2@beta#beta'));
  await own.watch('migrating', [id]);
  await admin.call('moved', `GET volume /volumes/${id}`);
  await moveUnseen(stage, id, migrateTo('node1@beta#beta'));
  await own.noOthers([id]);
  await setMigrationStatus(stage, id, 'none');
}

export const inUse: readonly Scenario[] = [
  ...MOVES.map((one) => ({
    name: `in use/${one.name}`,
    run: async (stage: Stage) => await moveOne(stage, one),
  })),
  { name: 'in use/the root volume', run: root },
];
