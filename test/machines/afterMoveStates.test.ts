// After a move by Cinder, state by state: the proof that it is complete, or the search for why it failed.

import { describe } from 'vitest';
import { stateOf } from '../../machines/context.ts';
import { describeState } from './after.ts';
import {
  broken,
  byRetype,
  COMPARED,
  late,
  NODE,
  noWatch,
  refused,
  SETTLE_LIMITS,
  toNode,
  toType,
  toWatchMigration,
  toWatchRetype,
  toWatchRetypeInUse,
} from './reached.ts';
import {
  attached,
  attachment,
  cancel,
  done,
  failed,
  fault,
  pool,
  SERVER_ID,
  type Step,
  seen,
  server,
  VOLUME_ID,
  volume,
} from './walk.ts';

const MOVED_BEFORE_CANCEL = 'the run was cancelled too late: the data had already been moved';
const succeeded = { status: 'SUCCEEDED' };
const now = {
  volumeType: 'beta',
  volumeTypeId: 'beta-id',
  host: 'node1@beta#beta',
  migrationStatus: 'success',
};

const unread: Step = {
  type: 'watch.deadline',
  afterMs: 1,
  lastFault: fault({ code: 'ServiceUnavailable', status: 503 }),
};
const bare = attached({ ...now, attachments: [] });
const toWatchAttachment: readonly Step[] = [...toWatchRetypeInUse, seen(bare)];

describe('an attached volume', () => {
  const two = attached({
    ...now,
    attachments: [...attached().attachments, attachment({ attachmentId: 'b', serverId: 's2' })],
  });
  const other = attached({ ...now, attachments: [attachment({ attachmentId: 'b', serverId: 's2' })] });
  const free = volume(now);
  describeState('verifying.watchingAttachment', {
    parameters: byRetype,
    reached: toWatchAttachment,
    calls: {
      watchVolume: {
        volumeId: VOLUME_ID,
        before: stateOf(attached()),
        known: stateOf(attached(now)),
        limits: SETTLE_LIMITS,
      },
    },
    replies: [
      ['its attachment', seen(attached(now)), 'verifying.gettingServers', { lastSeen: attached(now) }],
      ['its attachment and another', seen(two), 'verifying.gettingServers', { lastSeen: two }],
      ['another attachment alone', seen(other), 'verifying.watchingAttachment', { lastSeen: other }],
      ['none yet', seen(bare), 'verifying.watchingAttachment'],
      [
        'none, and attaching',
        seen({ ...free, status: 'attaching' }),
        'verifying.watchingAttachment',
        {
          lastSeen: { ...free, status: 'attaching' },
        },
      ],
      [
        'available, with an attachment',
        seen({ ...other, status: 'available' }),
        'verifying.watchingAttachment',
        {
          lastSeen: { ...other, status: 'available' },
        },
      ],
      [
        'available: it was detached',
        seen(free),
        'verifying.watchingSourceCopies',
        { lastSeen: free, warnings: ['the volume was detached while it was being moved'] },
      ],
      ['it is gone', seen(null), 'failed', { failure: 'VolumeGone', status: 'FAILED' }],
      ['the time is over', late, 'failed', { failure: 'AttachmentLost', status: 'FAILED' }],
      [
        'the time is over, and Cinder could not be read',
        unread,
        'failed',
        { failure: 'AttachmentNotSeen', status: 'FAILED' },
      ],
      [
        'the time is over, and another attachment was seen',
        [seen(other), unread],
        'failed',
        { failure: 'AttachmentNotSeen', status: 'FAILED' },
      ],
      ['the cloud refuses to be asked', noWatch, 'failed', { failure: 'Unauthorized', status: 'FAILED' }],
      ['the watch breaks', broken('watchVolume'), 'failed', refused],
      ['a cancel', cancel, 'verifying.watchingAttachment', { warnings: [MOVED_BEFORE_CANCEL] }],
    ],
  });
});

describe('an attached volume that was shown whole when its move was over', () => {
  const whole = attached(now);
  describeState('verifying.watchingAttachment', {
    parameters: byRetype,
    reached: [...toWatchRetypeInUse, seen(whole)],
    calls: {
      watchVolume: {
        volumeId: VOLUME_ID,
        before: stateOf(attached()),
        known: stateOf(whole),
        limits: SETTLE_LIMITS,
      },
    },
    replies: [
      ['Cinder cannot be read any more', unread, 'verifying.gettingServers'],
      ['nothing more is seen', late, 'verifying.gettingServers'],
      [
        'then it is shown without its attachment',
        [seen(bare), late],
        'failed',
        { failure: 'AttachmentLost', status: 'FAILED' },
      ],
    ],
  });
});

describe('the server of an attached volume', () => {
  const GONE = `server ${SERVER_ID} was deleted while its volume was being moved, and the volume still has an attachment to it. As an admin, delete that attachment to make the volume available: openstack volume attachment delete a`;
  const next = 'verifying.watchingSourceCopies';
  describeState('verifying.gettingServers', {
    parameters: byRetype,
    reached: [...toWatchAttachment, seen(attached(now))],
    calls: { getServers: { serverIds: [SERVER_ID] } },
    replies: [
      ['is there', done('getServers', [server()]), next],
      ['is stopped', done('getServers', [server({ vmState: 'stopped', taskState: 'powering-on' })]), next],
      ['is gone', done('getServers', []), next, { warnings: [GONE] }],
      [
        'is being deleted',
        done('getServers', [server({ taskState: 'deleting' })]),
        next,
        { warnings: [GONE] },
      ],
      ['cannot be read', failed('getServers'), next],
      ['a cancel', cancel, 'verifying.gettingServers', { warnings: [MOVED_BEFORE_CANCEL] }],
    ],
  });
});

describe('the copy on the old backend', () => {
  const copies = [{ id: 'c1', status: 'deleting' }];
  const seenCopies = (of: typeof copies): Step => ({ type: 'sourceCopies.seen', copies: of });
  const NOT_SEEN =
    'could not check whether Cinder has deleted the copy on the old backend: the service said no';
  const state = 'verifying.watchingSourceCopies';
  describeState(state, {
    parameters: toNode,
    reached: [...toWatchMigration, seen(volume({ migrationStatus: 'success', host: NODE }))],
    calls: { watchSourceCopies: { volumeId: VOLUME_ID, projectId: 'demo', limits: SETTLE_LIMITS } },
    replies: [
      ['is there', seenCopies(copies), state, { sourceCopies: copies }],
      ['is not there', seenCopies([]), 'succeeded', succeeded],
      ['is gone', [seenCopies(copies), seenCopies([])], 'succeeded', { ...succeeded, sourceCopies: [] }],
      [
        'is still there at the end',
        [seenCopies(copies), late],
        'succeeded',
        { ...succeeded, leftovers: ['volume c1'] },
      ],
      ['may not be looked at', noWatch, 'succeeded', { ...succeeded, warnings: [NOT_SEEN] }],
      [
        'cannot be looked at',
        broken('watchSourceCopies'),
        'succeeded',
        { ...succeeded, warnings: [NOT_SEEN] },
      ],
      [
        'is there when a cancel comes',
        [seenCopies(copies), cancel],
        'succeeded',
        { ...succeeded, warnings: [MOVED_BEFORE_CANCEL], leftovers: ['volume c1'] },
      ],
    ],
  });
});

describe('a move that failed', () => {
  const error = seen(volume({ migrationStatus: 'error' }));
  describeState('explaining.listingPools', {
    parameters: toNode,
    reached: [...toWatchMigration, error],
    calls: { listPools: {} },
    replies: [
      ['the pools', done('listPools', [pool(NODE, 'alpha')]), 'explaining.listingOrphans'],
      ['a refusal', failed('listPools'), 'explaining.listingOrphans'],
      ['a cancel', cancel, 'explaining.listingPools', { cancelRequested: true }],
    ],
  });
  describeState('explaining.listingPools', {
    parameters: toType,
    reached: [...toWatchRetype, error],
    calls: { listPools: {} },
    replies: [
      [
        'no pool that serves the new type',
        done('listPools', [pool(NODE, 'alpha')]),
        'explaining.listingOrphans',
        { reasons: [`no pool serves volume type beta (volume_backend_name=beta); pools: ${NODE}`] },
      ],
    ],
  });
  const orphans = [
    { id: 'o1', isTarget: true },
    { id: 'o2', isTarget: false },
  ];
  describeState('explaining.listingOrphans', {
    parameters: toNode,
    reached: [...toWatchMigration, error, failed('listPools')],
    calls: { listOrphans: { volume: volume(), since: '2026-11-21T20:00:00.000Z' } },
    replies: [
      ['orphans', done('listOrphans', orphans), COMPARED, { leftovers: ['volume o1', 'volume o2'] }],
      ['none', done('listOrphans', []), COMPARED],
      ['a refusal', failed('listOrphans'), COMPARED],
      ['a cancel', cancel, 'explaining.listingOrphans', { cancelRequested: true }],
    ],
  });
});
