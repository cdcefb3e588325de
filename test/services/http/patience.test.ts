// Clean-up while a service has problems.
import { afterEach, expect, test } from 'vitest';
import { createPorts, toFault } from '../../../services/index.ts';
import {
  type Reply,
  type Route,
  SIGN_IN,
  signal,
  startTestCloud,
  type TestCloud,
  testClock,
  wireVolume,
} from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const DELETE_USER = 'DELETE identity /users/u2';
const MINUTE_MS = 60_000;

async function start(routes: (troubled: (reply: Reply, then: Reply) => Route) => Record<string, Route>) {
  const clock = testClock();
  const begun = clock.now();
  const troubled = (reply: Reply, then: Reply) => () => (clock.now() - begun < MINUTE_MS ? reply : then);
  cloud = await startTestCloud(routes(troubled));
  const connected = await cloud.connect({ clock, retryLimit: 5 });
  return { clock, ports: createPorts(connected, { clock }) };
}

const TROUBLES: readonly (readonly [string, Reply])[] = [
  ['503', { status: 503 }],
  ['500', { status: 500 }],
  ['a page of a proxy', { status: 404, text: '<html>no backend</html>' }],
  ['no answer', { lost: true }],
];

test.each(
  TROUBLES,
)('the temporary user is deleted although Keystone has problems for a minute: %s', async (_, reply) => {
  const { ports } = await start((troubled) => ({ [DELETE_USER]: troubled(reply, { status: 204 }) }));
  expect(await ports.deleteTemporaryUser({ userId: 'u2' }, signal)).toBeNull();
  expect(cloud.calls().length).toBeGreaterThan(5);
});

test('the temporary user is deleted although the token expires while Keystone has problems', async () => {
  const { ports, clock } = await start(() => ({ [DELETE_USER]: { status: 204 } }));
  clock.advance(3_600_000);
  const down = clock.now() + MINUTE_MS;
  const token = {
    issued_at: '2026-11-21T22:00:00Z',
    expires_at: '2026-11-21T23:00:00Z',
    user: { id: 'u1', name: 'admin' },
  };
  const body = { token: { ...token, project: { id: 'p1', name: 'admin' }, catalog: [] } };
  cloud.routes[SIGN_IN] = () =>
    clock.now() < down ? { status: 503 } : { status: 201, headers: { 'x-subject-token': 't2' }, body };
  expect(await ports.deleteTemporaryUser({ userId: 'u2' }, signal)).toBeNull();
});

test("if Keystone's problems persist, the deletion is given up after two and a half minutes", async () => {
  const { ports, clock } = await start(() => ({ [DELETE_USER]: { status: 503 } }));
  const begun = clock.now();
  const fault = await ports.deleteTemporaryUser({ userId: 'u2' }, signal).catch(toFault);
  expect(fault).toMatchObject({ code: 'ServiceUnavailable', uncertain: true });
  expect(clock.now() - begun).toBeGreaterThanOrEqual(120_000);
  expect(clock.now() - begun).toBeLessThan(300_000);
});

test('what waiting does not fix is not retried', async () => {
  const forbidden = { status: 403, body: { error: { code: 403, message: 'policy' } } };
  const { ports, clock } = await start(() => ({ [DELETE_USER]: forbidden }));
  const fault = await ports.deleteTemporaryUser({ userId: 'u2' }, signal).catch(toFault);
  expect(fault).toMatchObject({ code: 'Forbidden' });
  expect(clock.sleeps).toEqual([]);
});

test('a stopped run does not wait any longer', async () => {
  cloud = await startTestCloud({ [DELETE_USER]: { status: 503 } });
  const ports = createPorts(await cloud.connect());
  const stop = new AbortController();
  const deletion = ports.deleteTemporaryUser({ userId: 'u2' }, stop.signal);
  await expect.poll(() => cloud.calls().length).toBeGreaterThan(0);
  stop.abort();
  await expect(deletion).rejects.toMatchObject({ code: 'Aborted' });
});

const VOLUME = 'GET volume /volumes/v2';
const DELETE_VOLUME = 'DELETE volume /volumes/v2';
const own = { body: { volume: wireVolume({ id: 'v2', metadata: { 'volume-migrate:run': 'r1' } }) } };
const used = {
  body: { volume: wireVolume({ id: 'v2', status: 'in-use', metadata: { 'volume-migrate:run': 'r1' } }) },
};
const gone = { status: 404, body: { itemNotFound: { code: 404, message: 'gone' } } };

test('an unused destination volume is deleted although Cinder has problems for a minute', async () => {
  let deleted = false;
  const { ports } = await start((troubled) => ({
    [VOLUME]: () => (deleted ? gone : own),
    [DELETE_VOLUME]: (seen) => {
      const reply = (troubled({ status: 503 }, { status: 202 }) as (one: typeof seen) => Reply)(seen);
      deleted = reply.status === 202;
      return reply;
    },
  }));
  expect(await ports.deleteDestinationVolume({ runId: 'r1', volumeId: 'v2' }, signal)).toBeNull();
});

test('a destination volume that is in use by the end of the problems is kept', async () => {
  const { ports } = await start((troubled) => ({
    [VOLUME]: troubled(own, used),
    [DELETE_VOLUME]: troubled({ status: 503 }, { status: 202 }),
  }));
  const fault = await ports.deleteDestinationVolume({ runId: 'r1', volumeId: 'v2' }, signal).catch(toFault);
  expect(fault).toMatchObject({ code: 'DestinationInUse' });
});

test("the run's mark is removed although Cinder has problems for a minute", async () => {
  const unmark = 'DELETE volume /volumes/v2/metadata/volume-migrate%3Arun';
  const { ports } = await start((troubled) => ({ [unmark]: troubled({ status: 502 }, {}) }));
  expect(await ports.unmarkDestinationVolume({ volumeId: 'v2', ownersKeys: [] }, signal)).toBeNull();
});
