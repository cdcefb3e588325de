// os-migrate_volume of an unused volume: its courses and its ends.
import type { Fault } from '../../e2e/world.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, migrateTo, retypeTo, setMigrationStatus } from './actions.ts';

interface Move {
  readonly name: string;
  readonly host: string;
  readonly copy?: boolean;
  readonly lock?: boolean;
  readonly fault?: readonly [where: string, operation: string, fault: Fault];
}

const fails = { raise: 'planted' };

const MOVES: readonly Move[] = [
  { name: 'assisted, unlocked', host: 'node2@alpha#alpha' },
  { name: 'assisted, locked', host: 'node2@alpha#alpha', lock: true },
  { name: 'host copy, unlocked', host: 'node2@tier9#alpha', copy: true },
  { name: 'host copy, locked', host: 'node2@tier9#alpha', copy: true, lock: true },
  { name: 'to a host without its pool', host: 'node2@alpha' },
  { name: 'to a pool that is not there', host: 'node2@alpha#nothing' },
  { name: 'to a pool that is not there, locked', host: 'node2@alpha#nothing', lock: true },
  { name: 'to a back end that the type does not allow', host: 'node2@beta#beta' },
  {
    name: 'the driver fails',
    host: 'node2@alpha#alpha',
    fault: ['node1@alpha', 'migrate_volume', fails],
  },
  {
    name: 'the driver fails, locked',
    host: 'node2@alpha#alpha',
    lock: true,
    fault: ['node1@alpha', 'migrate_volume', fails],
  },
  {
    name: 'the destination cannot make a volume',
    host: 'node2@tier9#alpha',
    copy: true,
    fault: ['node2@tier9', 'create_volume', fails],
  },
  {
    name: 'the destination cannot be copied to',
    host: 'node2@tier9#alpha',
    copy: true,
    fault: ['node2@tier9', 'initialize_connection', fails],
  },
  {
    name: 'the destination cannot take the name over: a volume stays',
    host: 'node2@tier9#alpha',
    copy: true,
    fault: ['node2@tier9', 'update_migrated_volume', fails],
  },
];

async function move(stage: Stage, { host, copy, lock, fault }: Move): Promise<void> {
  const id = await stage.volume('volume', 'alpha');
  if (fault !== undefined) await stage.world.putFault(...fault);
  await stage.admin.call('asked', action(id), migrateTo(host, copy, lock));
  await stage.watch('moving', [id]);
  await stage.admin.call('moved', `GET volume /volumes/${id}`);
  await stage.admin.call('no message', `GET volume /messages?resource_uuid=${id}`);
}

/** The responses to other requests while a volume moves. */
async function meanwhile(stage: Stage): Promise<void> {
  const { admin, owner, world } = stage;
  const id = await stage.volume('volume', 'alpha');
  await world.putFault('node1@alpha', 'migrate_volume', { delay: 3 });
  await admin.must(action(id), migrateTo('node2@alpha#alpha'));
  await admin.call('migrated again', action(id), migrateTo('node2@tier9#alpha'));
  await admin.call('retyped', action(id), retypeTo('beta'));
  await owner.call('deleted', `DELETE volume /volumes/${id}`);
  await owner.call('as the owner sees it', `GET volume /volumes/${id}`);
  await stage.watch('moving', [id]);
}

/** The end of an earlier move stays until the next: a retype does not reset it. */
async function sticky(stage: Stage): Promise<void> {
  const { admin } = stage;
  const id = await stage.volume('volume', 'alpha');
  await setMigrationStatus(stage, id, 'success');
  await admin.must(action(id), retypeTo('alpha-gold', 'never'));
  await stage.watch('retyped in place, after an earlier success', [id]);
  await setMigrationStatus(stage, id, 'error');
  await admin.must(action(id), retypeTo('nowhere'));
  await stage.watch('retyped to nowhere, after an earlier error', [id]);
  await admin.must(action(id), migrateTo('node2@alpha#alpha'));
  await stage.watch('migrated, after an earlier error', [id]);
}

export const migrate: readonly Scenario[] = [
  ...MOVES.map((one) => ({
    name: `migrate/${one.name}`,
    run: async (stage: Stage) => await move(stage, one),
  })),
  { name: 'migrate/what others are told meanwhile', run: meanwhile },
  { name: 'migrate/after an earlier move', run: sticky },
];
