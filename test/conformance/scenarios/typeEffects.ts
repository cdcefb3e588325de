// What a volume gets from its type: the multi-attach flag after a retype, encryption, and its zones.
import type { Json } from '../http.ts';
import type { Scenario } from '../run.ts';
import type { Stage } from '../stage.ts';
import { action, retypeTo, UNKNOWN } from './actions.ts';
import { multiattach, onBeta, retyped, typeOf } from './types.ts';

/** In place the flag follows the type; a volume that was copied to another backend keeps its old flag. */
async function flags(stage: Stage): Promise<void> {
  const { admin, name } = stage;
  const plain = await typeOf(stage, 'plain', { volume_backend_name: 'alpha' });
  const shared = await typeOf(stage, 'shared', { volume_backend_name: 'alpha', ...multiattach });
  const moved = await typeOf(stage, 'moved', { ...onBeta, ...multiattach });
  const cases = [
    ['plain to multi-attach, in place', plain, shared],
    ['multi-attach to plain, in place', shared, plain],
    ['plain to multi-attach, moved', plain, moved],
    ['multi-attach to plain, moved', moved, plain],
    ['multi-attach to multi-attach, moved', shared, moved],
  ] as const;
  const ids: string[] = [];
  for (const [title, from, to] of cases) {
    const id = await stage.volume(title, from.name);
    ids.push(id);
    await admin.call(title, action(id), retypeTo(to.name));
    await admin.call(`${title}: asked`, `GET volume /volumes/${id}`, undefined, {
      pick: ({ volume }: Json) => ({ multiattach: volume.multiattach }),
    });
    await retyped(stage, id);
    await stage.named(name).noOthers(ids);
    await admin.call(`${title}: done`, `GET volume /volumes/${id}`);
  }
}

/** Without a key manager no volume is encrypted. */
async function encryption(stage: Stage): Promise<void> {
  const { admin, owner, stranger } = stage;
  const id = await stage.volume('volume', 'alpha');
  const of = (volume: string) => `GET volume /volumes/${volume}/encryption` as const;
  await owner.call('to the owner', of(id));
  await admin.call('to the admin', of(id));
  await stranger.call('to a stranger', of(id));
  await owner.call('of an unknown volume', of(UNKNOWN));
  await owner.call('the key', `${of(id)}/encryption_key_id`);
  await owner.call('the provider', `${of(id)}/provider`);
}

async function zones(stage: Stage): Promise<void> {
  const { admin, owner, labels, name, until } = stage;
  const zoned = async (label: string, names: string) =>
    await typeOf(stage, label, { ...onBeta, 'RESKEY:availability_zones': names });
  const cases = [
    ['no zone of the cloud', await zoned('mars', 'mars')],
    ['one zone of the cloud', await zoned('both', 'mars, nova')],
    ['an empty list', await zoned('none', '')],
  ] as const;
  for (const [title, type] of cases) {
    const make = async (where: string, more: object): Promise<void> => {
      const volume = { name, size: 1, volume_type: type.name, ...more };
      const { status, body } = await owner.call(`${title}: made ${where}`, 'POST volume /volumes', {
        volume,
      });
      if (status !== 202) return;
      const { id } = body.volume;
      labels.add(id, `made ${where}`);
      await until('the volume', async () => {
        const { volume: now } = await admin.must(`GET volume /volumes/${id}`);
        return now.status === 'available' && now.service_uuid !== null;
      });
      await admin.call(`${title}: ${where}`, `GET volume /volumes/${id}`);
    };
    await make('anywhere', {});
    await make('in the zone', { availability_zone: 'nova' });
    await make('in an unknown zone', { availability_zone: 'moon' });
    const id = await stage.volume(`to ${title}`, 'alpha');
    await admin.call(`${title}: retyped`, action(id), retypeTo(type.name));
    await retyped(stage, id);
    await admin.call(`${title}: after the retype`, `GET volume /volumes/${id}`);
  }
}

export const typeEffects: readonly Scenario[] = [
  { name: 'types/multi-attach, done', run: flags },
  { name: 'types/encryption of a volume', run: encryption },
  { name: 'types/zones', run: zones },
];
