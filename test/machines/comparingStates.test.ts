// After a refused request or a failed move: what it has changed nevertheless, state by state.
import { describe } from 'vitest';
import type { MigrationParameters, Volume } from '../../machines/types.ts';
import { describeState, type Reply, type Taken } from './after.ts';
import {
  byAttachment,
  byRetype,
  toNode,
  toRequestMigration,
  toRequestRetype,
  toSwap,
  toType,
  toWatchRetype,
  toWatchRetypeInUse,
} from './reached.ts';
import { attached, cancel, done, failed, fault, quota, type Step, seen, VOLUME_ID, volume } from './walk.ts';

const STATUSES = ['maintenance', 'retyping', 'detaching', 'attaching', 'error', 'reserved'];
const changed = { leftovers: [`volume ${VOLUME_ID}`] };
const ended = { status: 'FAILED' };
const NOT_COMPARED = 'could not check whether the failed request changed the volume: the service said no';

const since = (what: string) =>
  `the volume has changed since it was first read, because of this request or by someone else: ${what}`;

describe('the volume', () => {
  const all = ['status', 'multiattach', 'encrypted', 'bootable', 'readonly'] as const;
  type Compared = (typeof all)[number];

  // What the request can leave is a leftover; for what it cannot, a warning is enough.
  const compared = (to: string, before: Volume, leaves: Partial<Volume>[], also: Taken): readonly Reply[] => {
    const differs = (changes: Partial<Volume>) => done('getVolume', { ...before, ...changes });
    const isLeft = (field: Compared, value: unknown) => leaves.some((one) => one[field] === value);
    const changes = [
      ...[...STATUSES, before.status === 'in-use' ? 'available' : 'in-use'].map((status) => ({ status })),
      ...[{ multiattach: true }, { encrypted: true }, { bootable: true }, { readonly: true }],
    ];
    return [
      ['is as it was', done('getVolume', before), to, also],
      [
        'differs in what may change meanwhile',
        differs({ name: 'x', host: 'node9@x#y', migrationStatus: 'error', updatedAt: 'later' }),
        to,
        also,
      ],
      ...changes.map((change): Reply => {
        const [field, value] = Object.entries(change)[0] as [Compared, unknown];
        const words = `${field} is ${value} (was ${before[field]})`;
        const said = isLeft(field, value) ? changed : { warnings: [since(words)] };
        return [words, differs(change), to, { ...also, ...said }];
      }),
      ['cannot be read', failed('getVolume'), to, { ...also, warnings: [NOT_COMPARED] }],
      ['is gone', failed('getVolume', fault({ code: 'VolumeNotFound' })), to, also],
    ];
  };
  const calls = { getVolume: { volumeId: VOLUME_ID, withoutService: true } };
  const here = 'comparing.gettingVolume';
  const noted: Reply = ['a cancel', cancel, here, { cancelRequested: true }];
  describeState(here, {
    parameters: toNode,
    reached: [...toRequestMigration, failed('requestMigration')],
    calls,
    replies: [...compared('failed', volume(), [{ status: 'maintenance' }], ended), noted],
  });
  describeState(here, {
    parameters: toType,
    reached: [...toRequestRetype, failed('requestRetype')],
    calls,
    replies: compared(
      'failed',
      volume(),
      [{ status: 'retyping' }, { multiattach: true }, { encrypted: true }],
      ended,
    ),
  });
  describeState(here, {
    parameters: byAttachment,
    reached: [...toSwap, failed('swapVolume')],
    calls,
    replies: compared(
      'cleaningUp.deletingDestinationVolume',
      attached(),
      [{ status: 'detaching' }, { status: 'attaching' }],
      {},
    ),
  });
  describeState(here, {
    parameters: toType,
    reached: [...toWatchRetype, seen(volume()), failed('listPools'), failed('listOrphans')],
    calls,
    replies: [
      [
        'is in error after a retype that Cinder had accepted',
        done('getVolume', volume({ status: 'error' })),
        'comparing.gettingQuotas',
        changed,
      ],
    ],
  });
  describeState(here, {
    parameters: byRetype,
    reached: [...toWatchRetypeInUse, seen(null), failed('listPools'), failed('listOrphans')],
    calls,
    replies: [
      [
        'that Cinder may still move: changes are its own',
        done('getVolume', attached({ status: 'retyping' })),
        'comparing.gettingQuotas',
      ],
    ],
  });
});

const NOT_READ =
  "the failed retype may keep quota of project demo reserved (1 volume and 3 GiB of volume type beta) until Cinder's reservation_expire, a day by default. The quota could not be checked: the service said no";

describe('the quota of its project', () => {
  const explained: readonly Step[] = [failed('listPools'), failed('listOrphans')];
  const row = (
    parameters: Partial<MigrationParameters>,
    reached: readonly Step[],
    replies: readonly Reply[],
  ) =>
    describeState('comparing.gettingQuotas', {
      parameters,
      reached,
      calls: { getQuotas: { projectId: 'demo', typeName: 'beta' } },
      replies,
    });
  const three = volume({ sizeGib: 3 });
  const rest = [...toWatchRetype.slice(1), seen(three), ...explained, done('getVolume', three)];
  const reserved = (volumes: number, gigabytes: number) =>
    done('getQuotas', [
      quota('volumes', { reserved: 9 }),
      quota('gigabytes', { reserved: 99 }),
      quota('volumes_beta', { reserved: volumes }),
      quota('gigabytes_beta', { reserved: gigabytes }),
    ]);
  const kept = { ...ended, leftovers: ['reservation demo'] };
  row(
    toType,
    [done('getVolume', three), ...rest],
    [
      ['is reserved for a volume of the type', reserved(1, 3), 'failed', kept],
      ['is reserved for a volume of the type, whatever its gigabytes', reserved(1, 0), 'failed', kept],
      ['is not reserved for a volume of the type', reserved(0, 3), 'failed', ended],
      ['is not known', done('getQuotas', []), 'failed', ended],
      ['cannot be read', failed('getQuotas'), 'failed', { ...ended, warnings: [NOT_READ] }],
      ['a cancel', cancel, 'comparing.gettingQuotas', { cancelRequested: true }],
    ],
  );
  row(
    toType,
    [...toWatchRetype, seen(null), ...explained, failed('getVolume')],
    [
      ['is reserved while Cinder may still move the volume', reserved(1, 3), 'failed', ended],
      ['cannot be read while Cinder may still move the volume', failed('getQuotas'), 'failed', ended],
    ],
  );
});
