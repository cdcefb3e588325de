// os-retype of an unused volume.
import type { Fault } from '../../e2e/world.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import {
  action,
  migrateTo,
  moveUnseen,
  retypeTo,
  setMigrationStatus,
  snapshotOf,
  UNKNOWN,
} from './actions.ts';

interface Retype {
  readonly name: string;
  readonly to: string;
  readonly policy?: string;
  /** Where the volume is moved to before. */
  readonly on?: string;
  readonly snapshot?: boolean;
  readonly byOwner?: boolean;
  readonly fault?: readonly [where: string, operation: string, fault: Fault];
}

const fails = { raise: 'planted' };

const RETYPES: readonly Retype[] = [
  { name: 'within a back end', to: 'alpha-gold', policy: 'never' },
  { name: 'within a back end, on demand', to: 'alpha-gold' },
  { name: 'within a back end, by the owner', to: 'alpha-gold', byOwner: true },
  { name: 'within a back end, with a snapshot', to: 'alpha-gold', snapshot: true },
  { name: 'to another back end, never to move', to: 'beta', policy: 'never' },
  { name: 'to another back end, by the driver', to: 'beta' },
  { name: 'to another back end, by host copy', to: 'beta', on: 'node2@tier9#alpha' },
  { name: 'to another back end, with a snapshot', to: 'beta', snapshot: true },
  { name: 'to nowhere', to: 'nowhere' },
  { name: 'the driver fails', to: 'beta', fault: ['node1@alpha', 'migrate_volume', fails] },
  {
    name: 'by host copy, the destination fails',
    to: 'beta',
    on: 'node2@tier9#alpha',
    fault: ['node1@beta', 'initialize_connection', fails],
  },
];

async function retypeOne(stage: Stage, { to, policy, on, snapshot, byOwner, fault }: Retype): Promise<void> {
  const { admin, owner, world } = stage;
  const id = await stage.volume('volume', 'alpha');
  if (on !== undefined) {
    await moveUnseen(stage, id, migrateTo(on));
    await setMigrationStatus(stage, id, 'none');
  }
  if (snapshot) await snapshotOf(stage, 'snapshot', id);
  if (fault) await world.putFault(...fault);
  await (byOwner ? owner : admin).call('asked', action(id), retypeTo(to, policy));
  await stage.watch('retyping', [id]);
  await admin.call('retyped', `GET volume /volumes/${id}`);
  await admin.call('no message', `GET volume /messages?resource_uuid=${id}`);
}

async function refusals(stage: Stage): Promise<void> {
  const { admin, owner, stranger } = stage;
  const id = await stage.volume('volume', 'alpha');
  await admin.call('to its own type', action(id), retypeTo('alpha'));
  await admin.call('to an unknown type', action(id), retypeTo('no-such-type'));
  await admin.call('to an unknown type, by id', action(id), retypeTo(UNKNOWN));
  await admin.call('with another policy', action(id), retypeTo('beta', 'sometimes'));
  await admin.call('with no type', action(id), { 'os-retype': { migration_policy: 'never' } });
  await admin.call('an unknown volume', action(UNKNOWN), retypeTo('beta'));
  await stranger.call('by a stranger', action(id), retypeTo('beta'));
  await owner.call('to an unknown type, by the owner', action(id), retypeTo('no-such-type'));
}

async function byId(stage: Stage): Promise<void> {
  const { admin } = stage;
  const id = await stage.volume('volume', 'alpha');
  const { volume_types } = await admin.must('GET volume /types?is_public=None');
  const gold = volume_types.find(({ name }: { name: string }) => name === 'alpha-gold').id;
  await admin.call('asked', action(id), retypeTo(gold));
  await stage.watch('retyping', [id]);
}

export const retype: readonly Scenario[] = [
  ...RETYPES.map((one) => ({
    name: `retype/${one.name}`,
    run: async (stage: Stage) => await retypeOne(stage, one),
  })),
  { name: 'retype/to a type given by its id', run: byId },
  { name: 'retype refused/what is asked', run: refusals },
];
