// After a request that was refused, or a move that failed: what it has changed all the same, state by state.
import { describe } from 'vitest';
import type { Parameters, Volume } from '../../machines/types.ts';
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

const changed = { leftovers: [`volume ${VOLUME_ID}`] };
const ended = { status: 'FAILED' };
const NOT_COMPARED = 'whether the failed request changed the volume could not be read: the service said no';

describe('the volume', () => {
  const compared = (to: string, before: Volume, also: Taken): readonly Reply[] => {
    const differs = (changes: Partial<Volume>) => done('getVolume', { ...before, ...changes });
    return [
      ['is as it was', done('getVolume', before), to, also],
      [
        'differs in what may change meanwhile',
        differs({ name: 'x', host: 'node9@x#y', migrationStatus: 'error', updatedAt: 'later' }),
        to,
        also,
      ],
      ['has another status', differs({ status: 'error' }), to, { ...also, ...changed }],
      ['is multi-attach now', differs({ multiattach: true }), to, { ...also, ...changed }],
      ['is encrypted now', differs({ encrypted: true }), to, { ...also, ...changed }],
      ['is bootable now', differs({ bootable: true }), to, { ...also, ...changed }],
      ['is read-only now', differs({ readonly: true }), to, { ...also, ...changed }],
      ['cannot be read', failed('getVolume'), to, { ...also, warnings: [NOT_COMPARED] }],
      ['is gone', failed('getVolume', fault({ code: 'VolumeNotFound' })), to, also],
    ];
  };
  const calls = { getVolume: { volumeId: VOLUME_ID } };
  const here = 'comparing.gettingVolume';
  const noted: Reply = ['a cancel', cancel, here, { cancelRequested: true }];
  describeState(here, {
    parameters: toNode,
    reached: [...toRequestMigration, failed('requestMigration')],
    calls,
    replies: [...compared('failed', volume(), ended), noted],
  });
  describeState(here, {
    parameters: toType,
    reached: [...toRequestRetype, failed('requestRetype')],
    calls,
    replies: compared('failed', volume(), ended),
  });
  describeState(here, {
    parameters: byAttachment,
    reached: [...toSwap, failed('swapVolume')],
    calls,
    replies: compared('cleaningUp.deletingDestinationVolume', attached(), {}),
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

describe('the quota of its project', () => {
  const explained: readonly Step[] = [failed('listPools'), failed('listOrphans')];
  const row = (parameters: Partial<Parameters>, reached: readonly Step[], replies: readonly Reply[]) =>
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
      ['cannot be read', failed('getQuotas'), 'failed', ended],
      ['a cancel', cancel, 'comparing.gettingQuotas', { cancelRequested: true }],
    ],
  );
  row(
    toType,
    [...toWatchRetype, seen(null), ...explained, failed('getVolume')],
    [['is reserved while Cinder may still move the volume', reserved(1, 3), 'failed', ended]],
  );
});
