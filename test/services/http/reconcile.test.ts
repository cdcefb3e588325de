// For every changing call: what happens if its response is lost.
import { afterEach, expect, test } from 'vitest';
import type { Ports } from '../../../machines/ports.ts';
import { createOwnershipGuard } from '../../../services/cinder/destinationGuard.ts';
import { volumeSchema } from '../../../services/cinder/schemas.ts';
import { callWithReconcile } from '../../../services/http/reconcile.ts';
import { AuthenticationError, ServiceError, TransportError, toFault } from '../../../services/index.ts';
import { createRunPorts, type RunPortOptions } from '../../../services/ports.ts';
import {
  notFound,
  type Reply,
  type Route,
  signal,
  startTestCloud,
  type TestCloud,
  testClock,
  wireVolume,
} from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const LOST: Reply = { lost: true };
const GATEWAY: Reply = { status: 504, text: '<html><body>504 Gateway Time-out</body></html>' };
const BAD: Reply = { status: 400, body: { badRequest: { message: 'no' } } };
const OK: Reply = { status: 202 };
const STOPPED: Reply = { status: 409, body: { conflictingRequest: { message: 'stopped' } } };
const BEFORE = volumeSchema.parse(wireVolume());
const REPLACED = { source: BEFORE, before: BEFORE, destinationVolumeId: 'v2' };
const SAME: Reply = { body: { metadata: { owner: 'alice' } } };
const METADATA = { 'GET volume /volumes/v1/metadata': SAME, 'GET volume /volumes/v2/metadata': SAME };
const SOURCE = 'GET volume /volumes/v1';
const NO_RECORDS = { 'GET volume /attachments': { body: { attachments: [] } } };
const ONE_RECORD = {
  'GET volume /attachments': { body: { attachments: [{ id: 'a1', status: 'attached', instance: 's1' }] } },
};
const ACTION = 'POST volume /volumes/v1/action';
const volume = (changes?: Record<string, unknown>): Reply => ({ body: { volume: wireVolume(changes) } });
const migrate = { before: BEFORE, destinationNode: 'n@b#p' };
const retype = { before: BEFORE, destinationType: 'beta' };
const PUT = 'PUT compute /servers/s1/os-volume_attachments/v1';
const ACTIONS = 'GET compute /servers/s1/os-instance-actions';
const ATTACHED = 'GET compute /servers/s1/os-volume_attachments';
const NEW = { id: 'v2', created_at: '2026-11-21T22:00:00.000000' };
const DESTINATION = { 'GET volume /volumes/v2': volume(NEW) };
// Driven for a minute: two hours after it was created no process drove the run.
const destinationGuard = () => createOwnershipGuard([[{ fromMs: -5_000, toMs: 60_000 }]]);
const swap = { serverId: 's1', sourceVolumeId: 'v1', destinationVolumeId: 'v2' };
const actions = (...starts: string[]): Reply => ({
  body: {
    instanceActions: [
      { action: 'attach_volume', request_id: 'req-a', start_time: '2026-11-21T22:00:05.000000' },
      ...starts.map((start, index) => ({
        action: 'swap_volume',
        request_id: `req-${index}`,
        start_time: start,
      })),
    ],
  },
});
const ended = (result: string): Reply => ({
  body: { instanceAction: { message: null, events: [{ event: 'compute_swap_volume', result }] } },
});
const HELD = {
  status: 'in-use',
  attachments: [{ server_id: 's1', attachment_id: 'a1', device: '/dev/vdb' }],
};
const NEWER = '2026-11-21T22:00:04.000000';
const OLDER = '2026-11-21T21:59:00.000000';
const UNCERTAIN = { uncertain: true };
const ROLES = { 'GET identity /roles': { body: { roles: [{ id: 'r1', name: 'member' }] } } };
const GRANT = 'PUT identity /projects/p2/users/u2/roles/r1';
const DELETE = 'DELETE volume /volumes/v1';
const DELETE_USER = 'DELETE identity /users/u2';
const USER = 'GET identity /users/u2';
const FOUND_USER: Reply = { body: { users: [{ id: 'u1', name: 'volume-migrate-r1' }] } };
const POST_USER = 'POST identity /users';
const USERS = 'GET identity /users';
const PROJECT = { 'GET identity /projects/p2': { body: { project: { domain_id: 'default' } } } };
const NOT_NOW: Reply = { status: 403, body: { error: { message: 'not now' } } };
const SHOWN_USER: Reply = { body: { user: { id: 'u2', name: 'volume-migrate-r1', domain_id: 'default' } } };
const UNMARK = 'DELETE volume /volumes/v1/metadata/volume-migrate%3Arun';

const CHANGED_LATER = {
  'GET volume /volumes/v2': volume({ ...NEW, updated_at: '2026-11-22T00:00:00.000000' }),
  [SOURCE]: volume({ status: 'in-use' }),
  [ACTIONS]: actions(OLDER),
  [ATTACHED]: { body: { volumeAttachments: [{ volumeId: 'v1' }] } },
  [PUT]: OK,
};

interface Case {
  readonly port: keyof Ports;
  readonly input: unknown;
  readonly routes: Record<string, Route>;
  readonly gives?: unknown;
  readonly fails?: unknown;
  /** How often the changing call was sent. */
  readonly times: readonly [call: string, count: number];
  readonly options?: RunPortOptions;
}

const began = (port: keyof Ports, input: unknown, changes: Record<string, unknown>, lost = LOST): Case => ({
  port,
  input,
  routes: { [ACTION]: lost, [SOURCE]: volume(changes) },
  gives: null,
  times: [ACTION, 1],
});

const foundSwap = (requestId: string, routes: Case['routes']): Case => ({
  port: 'swapVolume',
  input: swap,
  routes: { ...DESTINATION, [PUT]: LOST, ...routes },
  gives: { requestId },
  times: [PUT, 1],
});

const CASES: Record<string, Case> = {
  'a migration that is seen starting has begun': began('requestMigration', migrate, {
    migration_status: 'starting',
  }),
  'a migration that is seen migrating has begun': began(
    'requestMigration',
    migrate,
    { migration_status: 'migrating' },
    GATEWAY,
  ),
  'a migration that is seen completing has begun': began('requestMigration', migrate, {
    migration_status: 'completing',
  }),
  'a migration that is seen done has begun': began('requestMigration', migrate, {
    'os-vol-host-attr:host': 'n@b#p',
    migration_status: 'success',
  }),
  'a migration that is seen failed has begun': began('requestMigration', migrate, {
    migration_status: 'error',
  }),
  'a migration that the first readings after a lost answer do not show is not asked for again': {
    port: 'requestMigration',
    input: migrate,
    routes: {
      [ACTION]: LOST,
      [SOURCE]: [volume(), volume(), volume({ migration_status: 'starting' })],
    },
    gives: null,
    times: [ACTION, 1],
  },
  'a retype that the first readings after a lost answer do not show is not asked for again': {
    port: 'requestRetype',
    input: retype,
    routes: { [ACTION]: LOST, [SOURCE]: [volume(), volume(), volume({ status: 'retyping' })] },
    gives: null,
    times: [ACTION, 1],
  },
  'a migration that has not begun is asked for once more': {
    port: 'requestMigration',
    input: migrate,
    routes: { [ACTION]: [LOST, OK], [SOURCE]: volume() },
    gives: null,
    times: [ACTION, 2],
  },
  'a migration that began while it was asked for again has begun': {
    port: 'requestMigration',
    input: migrate,
    routes: {
      [ACTION]: [LOST, BAD],
      [SOURCE]: [...Array(4).fill(volume()), volume({ migration_status: 'starting' })],
    },
    gives: null,
    times: [ACTION, 2],
  },
  'a migration that is refused at the second time may have begun at the first, for reads lag behind': {
    port: 'requestMigration',
    input: migrate,
    routes: { [ACTION]: [LOST, BAD], [SOURCE]: volume() },
    fails: { code: 'BadRequest', ...UNCERTAIN },
    times: [ACTION, 2],
  },
  'a retype that is refused at the second time, and whose volume cannot be read then, may have begun': {
    port: 'requestRetype',
    input: retype,
    routes: { [ACTION]: [LOST, BAD], [SOURCE]: [...Array(4).fill(volume()), GATEWAY] },
    fails: { code: 'BadRequest', ...UNCERTAIN },
    times: [ACTION, 2],
  },
  'a migration whose answer is lost twice is uncertain': {
    port: 'requestMigration',
    input: migrate,
    routes: { [ACTION]: LOST, [SOURCE]: volume() },
    fails: { code: 'ConnectionFailed', ...UNCERTAIN },
    times: [ACTION, 2],
  },
  'a migration whose volume cannot be read is uncertain, and not repeated': {
    port: 'requestMigration',
    input: migrate,
    routes: { [ACTION]: LOST, [SOURCE]: GATEWAY },
    fails: { code: 'ConnectionFailed', ...UNCERTAIN },
    times: [ACTION, 1],
  },
  'a migration that is refused at once is not looked for': {
    port: 'requestMigration',
    input: migrate,
    routes: { [ACTION]: { status: 403, body: { forbidden: { message: 'no' } } } },
    fails: { code: 'Forbidden', uncertain: false },
    times: [SOURCE, 0],
  },
  'a retype that is seen retyping has begun': began('requestRetype', retype, { status: 'retyping' }),
  'a retype that is seen done has begun': began('requestRetype', retype, {
    volume_type: 'beta',
    volume_type_id: 't2',
  }),
  'a retype that is seen failed has begun': began('requestRetype', retype, {
    migration_status: 'error',
    updated_at: NEWER,
  }),
  'a retype that has not begun is asked for once more': {
    port: 'requestRetype',
    input: retype,
    routes: { [ACTION]: [GATEWAY, OK], [SOURCE]: volume() },
    gives: null,
    times: [ACTION, 2],
  },
  'a swap is found among the instance actions, by being newer than the destination': foundSwap('req-0', {
    [SOURCE]: volume({ status: 'detaching' }),
    [ACTIONS]: [actions(OLDER), actions(NEWER, OLDER)],
  }),
  'a swap is found where the destination alone shows that it began': foundSwap('req-0', {
    'GET volume /volumes/v2': volume({ ...NEW, status: 'attaching' }),
    [SOURCE]: volume({ status: 'in-use' }),
    [ACTIONS]: actions(NEWER),
  }),
  "another volume's later swap is not taken for ours: it has failed, and ours goes on": foundSwap('req-1', {
    [SOURCE]: volume({ status: 'detaching', updated_at: NEWER }),
    [ACTIONS]: actions(NEWER, NEWER),
    [`${ACTIONS}/req-0`]: ended('Error'),
  }),
  "another volume's later swap is not taken for ours: both wait, and ours was asked when the source was set to detaching":
    foundSwap('req-1', {
      [SOURCE]: volume({ status: 'detaching', updated_at: NEWER }),
      [ACTIONS]: actions('2026-11-21T22:03:00.000000', NEWER),
    }),
  "another volume's later swap is not taken for ours: it has succeeded, and ours was taken back": foundSwap(
    'req-1',
    {
      [SOURCE]: volume({ ...HELD, updated_at: NEWER }),
      [ACTIONS]: actions(NEWER, NEWER),
      [`${ACTIONS}/req-0`]: ended('Success'),
      [`${ACTIONS}/req-1`]: ended('Error'),
    },
  ),
  'a swap that has succeeded is found, whose source is gone since': foundSwap('req-0', {
    'GET volume /volumes/v2': volume({ ...NEW, status: 'in-use' }),
    [SOURCE]: notFound('gone'),
    [ACTIONS]: actions(NEWER),
    [`${ACTIONS}/req-0`]: ended('Success'),
  }),
  'a swap that has succeeded is found, whose destination an admin has set back': {
    port: 'swapVolume',
    input: swap,
    routes: {
      ...DESTINATION,
      [SOURCE]: volume({ status: 'available' }),
      [PUT]: BAD,
      [ACTIONS]: actions(NEWER),
      [`${ACTIONS}/req-0`]: ended('Success'),
    },
    gives: { requestId: 'req-0' },
    times: [PUT, 1],
  },
  "another volume's swap is not taken for ours: both volumes are as if nothing had been asked": {
    port: 'swapVolume',
    input: swap,
    routes: {
      ...DESTINATION,
      [SOURCE]: volume({ status: 'in-use' }),
      [PUT]: LOST,
      [ACTIONS]: actions(NEWER),
    },
    fails: { code: 'ConnectionFailed', ...UNCERTAIN },
    times: [PUT, 1],
  },
  "another volume's swap is not taken for ours: volumes that are not found prove nothing": {
    port: 'swapVolume',
    input: swap,
    routes: {
      'GET volume /volumes/v2': [volume(NEW), notFound('behind')],
      [SOURCE]: notFound('behind'),
      [PUT]: LOST,
      [ACTIONS]: actions(NEWER),
    },
    fails: { code: 'ConnectionFailed', ...UNCERTAIN },
    times: [PUT, 1],
  },
  'a swap of which nothing is seen is uncertain, and never sent again': {
    port: 'swapVolume',
    input: swap,
    routes: { ...DESTINATION, [PUT]: LOST, [ACTIONS]: actions(OLDER) },
    fails: { code: 'ConnectionFailed', ...UNCERTAIN },
    times: [PUT, 1],
  },
  'a swap that may be one of two is uncertain': {
    port: 'swapVolume',
    input: swap,
    routes: { ...DESTINATION, [PUT]: GATEWAY, [ACTIONS]: actions(NEWER, NEWER) },
    fails: { status: 504, ...UNCERTAIN },
    times: [PUT, 1],
  },
  'a swap that is refused is refused for certain': {
    port: 'swapVolume',
    input: swap,
    routes: { ...DESTINATION, [PUT]: STOPPED, [ACTIONS]: actions(OLDER) },
    fails: { code: 'Conflict', uncertain: false },
    times: [PUT, 1],
  },
  'a swap whose refusal is of a second delivery has begun: a proxy may send a PUT twice': {
    port: 'swapVolume',
    input: swap,
    routes: {
      ...DESTINATION,
      [SOURCE]: volume({ status: 'detaching' }),
      [PUT]: STOPPED,
      [ACTIONS]: actions(NEWER),
    },
    gives: { requestId: 'req-0' },
    times: [PUT, 1],
  },
  'a swap that is refused is uncertain where its server cannot be looked at': {
    port: 'swapVolume',
    input: swap,
    routes: { ...DESTINATION, [PUT]: STOPPED, [ACTIONS]: GATEWAY },
    fails: { code: 'Conflict', ...UNCERTAIN },
    times: [PUT, 1],
  },
  'a grant is repeated': {
    port: 'grantRole',
    input: { userId: 'u2', projectId: 'p2' },
    routes: { ...ROLES, [GRANT]: [LOST, { status: 204 }] },
    gives: null,
    times: [GRANT, 2],
  },
  'attributes are set again': {
    port: 'copyAttributes',
    input: { source: { ...BEFORE, bootable: true }, destinationVolumeId: 'v1' },
    routes: { [ACTION]: [LOST, { status: 200 }] },
    gives: null,
    times: [ACTION, 2],
  },
  'a source that is gone after a lost answer is deleted': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: LOST, [SOURCE]: [volume(), volume(), notFound('gone')] },
    gives: null,
    times: [DELETE, 1],
  },
  'a source that is going after a lost answer is deleted': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: LOST, [SOURCE]: [volume(), volume(), volume({ status: 'deleting' })] },
    gives: null,
    times: [DELETE, 1],
  },
  'a source that stays after a lost answer is deleted again': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: [LOST, OK], [SOURCE]: volume() },
    gives: null,
    times: [DELETE, 2],
  },
  'a source that is going already is not an error': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: BAD, [SOURCE]: volume({ status: 'deleting' }) },
    gives: null,
    times: [DELETE, 1],
  },
  'a source whose deletion has failed meanwhile is not an error: it is seen so afterwards': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: BAD, [SOURCE]: volume({ status: 'error_deleting' }) },
    gives: null,
    times: [DELETE, 1],
  },
  'a source that may not be deleted gives the words': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: BAD, [SOURCE]: volume() },
    fails: { code: 'BadRequest', uncertain: false },
    times: [DELETE, 1],
  },
  'a source that somebody has attached since the proof is not deleted': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: OK, [SOURCE]: volume({ status: 'in-use' }) },
    fails: { code: 'SourceChanged', reasons: ['its status is in-use'], uncertain: false },
    times: [DELETE, 0],
  },
  'a source that is not found once, and that somebody has changed since the proof, is not deleted': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: OK, [SOURCE]: [notFound('behind'), volume({ updated_at: NEWER })] },
    fails: { code: 'SourceChanged' },
    times: [DELETE, 0],
  },
  'a source that somebody has changed since the proof is not deleted': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: { ...METADATA, [DELETE]: OK, [SOURCE]: volume({ updated_at: NEWER }) },
    fails: {
      code: 'SourceChanged',
      reasons: [`it was changed at ${NEWER}, after the swap was proven: someone may be using it`],
    },
    times: [DELETE, 0],
  },
  'a source that somebody has changed since the first deletion was lost is not deleted again': {
    port: 'deleteSourceVolume',
    input: REPLACED,
    routes: {
      ...METADATA,
      [DELETE]: LOST,
      [SOURCE]: [volume(), volume(), volume(), volume({ updated_at: NEWER })],
    },
    fails: { code: 'SourceChanged', ...UNCERTAIN },
    times: [DELETE, 1],
  },
  'a user is deleted again, and gone is fine': {
    port: 'deleteTemporaryUser',
    input: { userId: 'u2' },
    routes: { [DELETE_USER]: [LOST, notFound('gone')], [USER]: notFound('gone') },
    gives: null,
    times: [DELETE_USER, 2],
  },
  'a user that is there all the same is not gone: one 404 proves nothing': {
    port: 'deleteTemporaryUser',
    input: { userId: 'u2' },
    routes: { [DELETE_USER]: [notFound('behind'), { status: 204 }], [USER]: SHOWN_USER },
    gives: null,
    times: [DELETE_USER, 2],
  },
  'a user that Keystone shows, and three times does not find when it is to be deleted, is gone': {
    port: 'deleteTemporaryUser',
    input: { userId: 'u2' },
    routes: { [DELETE_USER]: notFound('gone'), [USER]: SHOWN_USER },
    gives: null,
    times: [DELETE_USER, 3],
  },
  'a mark is taken off again, and gone is fine': {
    port: 'unmarkDestinationVolume',
    input: { volumeId: 'v1', ownersKeys: [] },
    routes: { [UNMARK]: [LOST, notFound('gone')] },
    gives: null,
    times: [UNMARK, 2],
  },
  'after a restart a user that an earlier process has made is found': {
    port: 'createTemporaryUser',
    input: { runId: 'r1', projectId: 'p2' },
    routes: {
      ...PROJECT,
      [USERS]: FOUND_USER,
      'PATCH identity /users/u1': { body: {} },
    },
    gives: { id: 'u1', name: 'volume-migrate-r1' },
    times: [POST_USER, 0],
    options: { unanswered: ['createTemporaryUser'] },
  },
  'after a restart a user that is refused now, and is not seen for a while after that, is not there': {
    port: 'createTemporaryUser',
    input: { runId: 'r1', projectId: 'p2' },
    routes: { ...PROJECT, [USERS]: { body: { users: [] } }, [POST_USER]: NOT_NOW },
    fails: { code: 'Forbidden', uncertain: false },
    times: [POST_USER, 1],
    options: { unanswered: ['createTemporaryUser'] },
  },
  'after a restart a user that is refused now, and is seen late, is found': {
    port: 'createTemporaryUser',
    input: { runId: 'r1', projectId: 'p2' },
    routes: {
      ...PROJECT,
      [USERS]: [...Array(3).fill({ body: { users: [] } }), FOUND_USER],
      [POST_USER]: NOT_NOW,
      'PATCH identity /users/u1': { body: {} },
    },
    gives: { id: 'u1', name: 'volume-migrate-r1' },
    times: [POST_USER, 1],
    options: { unanswered: ['createTemporaryUser'] },
  },
  'after a restart a user that cannot be looked for may be there': {
    port: 'createTemporaryUser',
    input: { runId: 'r1', projectId: 'p2' },
    routes: { ...PROJECT, [USERS]: NOT_NOW, [POST_USER]: NOT_NOW },
    fails: { code: 'Forbidden', ...UNCERTAIN },
    times: [POST_USER, 0],
    options: { unanswered: ['createTemporaryUser'] },
  },
  'after a restart a user whose domain cannot be found out may be there': {
    port: 'createTemporaryUser',
    input: { runId: 'r1', projectId: 'p2' },
    routes: { 'GET identity /projects/p2': NOT_NOW },
    fails: { code: 'Forbidden', ...UNCERTAIN },
    times: [POST_USER, 0],
    options: { unanswered: ['createTemporaryUser'] },
  },
  'after a restart an unanswered migration that began is not asked for again': {
    port: 'requestMigration',
    input: migrate,
    routes: { [SOURCE]: volume({ migration_status: 'migrating' }) },
    gives: null,
    times: [ACTION, 0],
    options: { unanswered: ['requestMigration'] },
  },
  'after a restart an unanswered migration that did not begin is asked for': {
    port: 'requestMigration',
    input: migrate,
    routes: { [ACTION]: OK, [SOURCE]: volume() },
    gives: null,
    times: [ACTION, 1],
    options: { unanswered: ['requestMigration'] },
  },
  'after a restart an unanswered migration of a volume with a new attachment record is not asked for': {
    port: 'requestMigration',
    input: migrate,
    routes: { [SOURCE]: volume(), ...ONE_RECORD },
    fails: { code: 'VolumeChanged', ...UNCERTAIN },
    times: [ACTION, 0],
    options: { unanswered: ['requestMigration'] },
  },
  'after a restart an unanswered retype that began is not asked for again': {
    port: 'requestRetype',
    input: retype,
    routes: { [SOURCE]: volume({ status: 'retyping' }) },
    gives: null,
    times: [ACTION, 0],
    options: { unanswered: ['requestRetype'] },
  },
  'after a restart an unanswered swap is found': {
    port: 'swapVolume',
    input: swap,
    routes: { ...DESTINATION, [SOURCE]: volume({ status: 'detaching' }), [ACTIONS]: actions(NEWER) },
    gives: { requestId: 'req-0' },
    times: [PUT, 0],
    options: { unanswered: ['swapVolume'] },
  },
  'after a restart an unanswered swap that comes in late, so that the second one is refused, is found': {
    port: 'swapVolume',
    input: swap,
    routes: {
      ...DESTINATION,
      [SOURCE]: [volume({ status: 'in-use' }), volume({ status: 'detaching' })],
      [ACTIONS]: [...Array(7).fill(actions(OLDER)), actions(NEWER)],
      [ATTACHED]: { body: { volumeAttachments: [{ volumeId: 'v1' }] } },
      [PUT]: BAD,
    },
    gives: { requestId: 'req-0' },
    times: [PUT, 1],
    options: { unanswered: ['swapVolume'] },
  },
  'after a restart an unanswered migration that is refused now, and is not seen for a while after that, did not begin':
    {
      port: 'requestMigration',
      input: migrate,
      routes: { [ACTION]: BAD, [SOURCE]: volume() },
      fails: { code: 'BadRequest', uncertain: false },
      times: [ACTION, 1],
      options: { unanswered: ['requestMigration'] },
    },
  'after a restart an unanswered migration that is refused now, and is seen some seconds after that, has begun':
    {
      port: 'requestMigration',
      input: migrate,
      routes: {
        [ACTION]: BAD,
        [SOURCE]: [...Array(3).fill(volume()), volume({ migration_status: 'migrating' })],
      },
      gives: null,
      times: [ACTION, 1],
      options: { unanswered: ['requestMigration'] },
    },
  'after a restart an unanswered migration that is refused now, and whose volume cannot be read after that, may have begun':
    {
      port: 'requestMigration',
      input: migrate,
      routes: { [ACTION]: BAD, [SOURCE]: [volume(), volume(), GATEWAY] },
      fails: { code: 'BadRequest', ...UNCERTAIN },
      times: [ACTION, 1],
      options: { unanswered: ['requestMigration'] },
    },
  'after a restart an unanswered migration whose second request is lost as well may have begun': {
    port: 'requestMigration',
    input: migrate,
    routes: { [ACTION]: [LOST, BAD], [SOURCE]: volume() },
    fails: { code: 'BadRequest', ...UNCERTAIN },
    times: [ACTION, 2],
    options: { unanswered: ['requestMigration'] },
  },
  'after a restart an unanswered swap that Nova has failed and taken back meanwhile is found': {
    port: 'swapVolume',
    input: swap,
    routes: {
      ...DESTINATION,
      [SOURCE]: volume({ status: 'in-use', updated_at: NEWER }),
      [ACTIONS]: actions(NEWER),
      [`${ACTIONS}/req-0`]: ended('Error'),
    },
    gives: { requestId: 'req-0' },
    times: [PUT, 0],
    options: { unanswered: ['swapVolume'] },
  },
  "after a restart another volume's swap that succeeded is not taken for it, however new the source's last change":
    {
      port: 'swapVolume',
      input: swap,
      routes: {
        ...DESTINATION,
        [SOURCE]: volume({ ...HELD, updated_at: NEWER }),
        [ACTIONS]: actions(NEWER),
        [`${ACTIONS}/req-0`]: ended('Success'),
        [ATTACHED]: { body: { volumeAttachments: [{ volumeId: 'v1' }] } },
        ...ONE_RECORD,
        [PUT]: OK,
      },
      gives: { requestId: expect.stringMatching(/^req-[^0]/) },
      times: [PUT, 1],
      options: { unanswered: ['swapVolume'] },
    },
  "after a restart another volume's swap on the server is not taken for the unanswered one, which is sent": {
    port: 'swapVolume',
    input: swap,
    routes: {
      ...DESTINATION,
      [SOURCE]: volume({ status: 'in-use', updated_at: OLDER }),
      [ACTIONS]: actions(NEWER),
      [ATTACHED]: { body: { volumeAttachments: [{ volumeId: 'v1' }] } },
      [PUT]: { status: 202 },
    },
    gives: { requestId: expect.stringMatching(/^req-/) },
    times: [PUT, 1],
    options: { unanswered: ['swapVolume'] },
  },
  'after a restart an unanswered retype whose volume cannot be read is uncertain, and not sent': {
    port: 'requestRetype',
    input: retype,
    routes: { [ACTION]: OK, [SOURCE]: GATEWAY },
    fails: { status: 504, ...UNCERTAIN },
    times: [ACTION, 0],
    options: { unanswered: ['requestRetype'] },
  },
  'after a restart an unanswered swap that is not found, and whose volumes are not as they were, is uncertain and not sent':
    {
      port: 'swapVolume',
      input: swap,
      routes: { ...DESTINATION, [ACTIONS]: actions(OLDER) },
      fails: UNCERTAIN,
      times: [PUT, 0],
      options: { unanswered: ['swapVolume'] },
    },
  'after a restart an unanswered swap that is not found, and whose volumes are as they were, is sent': {
    port: 'swapVolume',
    input: swap,
    routes: {
      ...DESTINATION,
      [SOURCE]: volume({ status: 'in-use' }),
      [ACTIONS]: actions(OLDER),
      [ATTACHED]: { body: { volumeAttachments: [{ volumeId: 'v1' }] } },
      [PUT]: { status: 202 },
    },
    gives: { requestId: expect.stringMatching(/^req-/) },
    times: [PUT, 1],
    options: { unanswered: ['swapVolume'] },
  },
  'after a restart a swap onto a volume that was changed while no process drove the run is not asked for': {
    port: 'swapVolume',
    input: swap,
    routes: CHANGED_LATER,
    fails: { code: 'DestinationChanged', uncertain: false },
    times: [PUT, 0],
    options: { destinationGuard: destinationGuard() },
  },
  'after a restart an unanswered swap onto such a volume is uncertain: the swap itself may have changed it': {
    port: 'swapVolume',
    input: swap,
    routes: CHANGED_LATER,
    fails: { code: 'DestinationChanged', ...UNCERTAIN },
    times: [PUT, 0],
    options: { destinationGuard: destinationGuard(), unanswered: ['swapVolume'] },
  },
  'after a restart an unanswered swap whose volumes cannot be read is uncertain, and not sent': {
    port: 'swapVolume',
    input: swap,
    routes: { ...CHANGED_LATER, [SOURCE]: BAD },
    fails: { code: 'BadRequest', ...UNCERTAIN },
    times: [PUT, 0],
    options: { unanswered: ['swapVolume'] },
  },
  'after a restart attributes are not carried over to a volume that was changed while no process drove the run':
    {
      port: 'copyAttributes',
      input: { source: { ...BEFORE, bootable: true }, destinationVolumeId: 'v2' },
      routes: CHANGED_LATER,
      fails: { code: 'DestinationChanged', uncertain: false },
      times: ['POST volume /volumes/v2/action', 0],
      options: { destinationGuard: destinationGuard() },
    },
};

test.each(Object.entries(CASES))('%s', async (_clause, { port, input, routes, times, options, ...end }) => {
  cloud = await startTestCloud({ ...NO_RECORDS, ...routes });
  const ports = createRunPorts(await cloud.connect(), { clock: testClock(), ...options });
  const call = ports[port] as (input: unknown, signal: AbortSignal) => Promise<unknown>;
  const result = call(input, signal);
  if ('fails' in end) expect(await result.catch(toFault)).toMatchObject(end.fails as object);
  else expect(await result).toEqual(end.gives);
  const [changing, count] = times;
  expect(cloud.calls().filter((each) => each === changing)).toHaveLength(count);
});

test.each([
  ['requestRetype', retype],
  ['swapVolume', swap],
] as const)('%s is not searched for if it was certainly never sent', async (port, input) => {
  cloud = await startTestCloud({ [SOURCE]: volume({ status: 'retyping' }), [ACTIONS]: actions(NEWER) });
  const nowhere = 'http://127.0.0.1:1/v3/p1';
  const config = { volume_endpoint_override: nowhere, compute_endpoint_override: nowhere };
  const ports = createRunPorts(await cloud.connect({}, config), { clock: testClock() });
  const call = ports[port] as (input: unknown, signal: AbortSignal) => Promise<unknown>;
  expect(await call(input, signal).catch(toFault)).toMatchObject({
    code: 'ConnectionFailed',
    message: expect.stringContaining('ECONNREFUSED'),
    uncertain: false,
  });
});

const NEVER_SENT = new TransportError({ code: 'ConnectionFailed', message: 'refused' });
const LOST_ANSWER = new TransportError({ code: 'TimedOut', message: 'lost', uncertain: true });
const REFUSED = new ServiceError({ code: 'OverQuota', message: 'no', status: 413 });
const CANCELLED = new TransportError({ code: 'Aborted', message: 'cancelled' });
const DENIED = new AuthenticationError({ code: 'Unauthorized', message: 'no', status: 401 });

test.each([
  ['never sent twice: no look', [NEVER_SENT, NEVER_SENT], 0, { code: 'ConnectionFailed', uncertain: false }],
  ['never sent, then done: no look', [NEVER_SENT], 0, 'done'],
  ['lost, then never sent: uncertain', [LOST_ANSWER, NEVER_SENT], 2, { uncertain: true }],
  ['lost, then refused: uncertain', [LOST_ANSWER, REFUSED], 2, { code: 'OverQuota', uncertain: true }],
  ['lost, then cancelled: uncertain', [LOST_ANSWER, CANCELLED], 1, { code: 'Aborted', uncertain: true }],
  [
    'lost, then the sign-in is refused: uncertain, and still an AuthenticationError',
    [LOST_ANSWER, DENIED],
    2,
    { name: 'AuthenticationError', uncertain: true },
  ],
  ['refused at once: certain', [REFUSED], 0, { code: 'OverQuota', uncertain: false }],
])('a call that is %s', async (_clause, errors, looks, expected) => {
  let looked = 0;
  const left = [...errors];
  const result = await callWithReconcile<unknown>({
    call: async () => {
      const error = left.shift();
      if (error !== undefined) throw error;
      return 'done';
    },
    reconcile: async () => {
      looked += 1;
      return undefined;
    },
    attempts: 2,
  }).catch(toFault);
  if (typeof expected === 'string') expect(result).toBe(expected);
  else expect(result).toMatchObject(expected);
  expect(looked).toBe(looks);
});
