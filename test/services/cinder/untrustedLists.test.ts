// Shared lists that prove nothing: the cloud ignores their filters, hides rows, refuses them or has problems.
import { afterEach, expect, test } from 'vitest';
import type { WireAnswer } from '../../../services/index.ts';
import { type Intercept, startVirtualCloud, type VirtualCloud } from '../virtualCloud.ts';
import { A_MINUTE_MS, AN_HOUR_MS, RETYPING, requestsIn, watchMoving } from './watchedVolumes.ts';

let world: VirtualCloud;
afterEach(() => world?.stop());

const isList = (url: string): boolean => url.includes('/volumes/detail');

/** Changes the address of the lists. */
const sentAs =
  (change: (url: string) => string): Intercept =>
  (request, send) =>
    send(isList(request.url) ? { ...request, url: change(request.url) } : request);

const answered = (status: number, text: string): WireAnswer => ({
  ...{ status, text, requestId: 'req-1', contentType: 'application/json', subjectToken: null },
});

/** The reads of one volume that is alone, in its third minute. */
async function readsOfOne(): Promise<number> {
  const [first] = await watchMoving(world, 1);
  await world.pass(2 * A_MINUTE_MS);
  const { alone } = await requestsIn(world, A_MINUTE_MS);
  first?.stop();
  return alone;
}

const NO_FILTER = (url: string): string => url.replace(/&(migration_status|status)[^&]*/, '');
const UNKNOWN_FILTER = (url: string): string => url.replace(/migration_status[^=]*/, 'nonsense');

test.each([
  ['lists nothing for a filter that it does not know', UNKNOWN_FILTER, 10],
  ['ignores the filters and lists everything', NO_FILTER, 2],
])('on a cloud that %s, each volume is soon read by itself, and no list is requested', async (_name, change, most) => {
  world = await startVirtualCloud({ overHttp: false, intercept: sentAs(change) });
  const alone = await readsOfOne();
  const watched = await watchMoving(world, 6);
  expect((await requestsIn(world, 10 * A_MINUTE_MS)).lists).toBeLessThanOrEqual(most);
  expect(await requestsIn(world, A_MINUTE_MS)).toEqual({ lists: 0, alone: 6 * alone });
  world.simulated.setVolume(watched[0]?.volumeId ?? '', { migrationStatus: 'success' });
  await world.pass(11_000);
  expect(watched[0]?.seen).toEqual(['available migrating', 'available success']);
  expect(watched[1]?.seen).toEqual(['available migrating']);
});

/** Hides rows from the lists. */
function hiding() {
  const hidden = new Set<string>();
  const intercept: Intercept = async (request, send) => {
    const answer = await send(request);
    if (!isList(request.url)) return answer;
    const { volumes } = JSON.parse(answer.text);
    const shown = volumes.filter(({ id }: { id: string }) => !hidden.has(id));
    return { ...answer, text: JSON.stringify({ volumes: shown }) };
  };
  return { hidden, intercept };
}

test('a volume that a list does not show is read by itself, at its own pace, until a list shows it again', async () => {
  const { hidden, intercept } = hiding();
  world = await startVirtualCloud({ overHttp: false, intercept });
  const [lagging] = await watchMoving(world, 10);
  await world.pass(A_MINUTE_MS);
  hidden.add(lagging?.volumeId ?? '');
  // Its lists come often.
  await watchMoving(world, 1);
  const { lists, alone } = await requestsIn(world, A_MINUTE_MS);
  expect(lists).toBeGreaterThan(60);
  expect(alone).toBeGreaterThan(3);
  expect(alone).toBeLessThan(12);
  hidden.clear();
  await world.pass(A_MINUTE_MS / 6);
  expect(await requestsIn(world, A_MINUTE_MS / 2)).toMatchObject({ alone: 0 });
  expect(lagging?.seen).toEqual(['available migrating']);
});

test('lists that show nothing now and then are requested again', async () => {
  const { hidden, intercept } = hiding();
  world = await startVirtualCloud({ overHttp: false, intercept });
  const watched = await watchMoving(world, 6);
  for (let times = 0; times < 4; times += 1) {
    for (const { volumeId } of watched) hidden.add(volumeId);
    await world.pass(A_MINUTE_MS);
    hidden.clear();
    await world.pass(2 * A_MINUTE_MS);
  }
  const { lists, alone } = await requestsIn(world, 2 * A_MINUTE_MS);
  expect({ isListed: lists > 0, alone }).toEqual({ isListed: true, alone: 0 });
  for (const { seen } of watched) expect(seen).toEqual(['available migrating']);
});

test('a member, whom Cinder shows no other project’s volumes, reads each volume by itself', async () => {
  world = await startVirtualCloud({ overHttp: false, user: ['alice', 'demo'] });
  await watchMoving(world, 6, RETYPING);
  expect((await requestsIn(world, A_MINUTE_MS)).lists).toBe(0);
});

test.each([
  ['refused by the policy', answered(403, '{"forbidden": {"message": "no", "code": 403}}')],
  ['not readable', answered(200, '{"volumes": [{"id": 1}]}')],
])('where the lists are %s, each volume is read by itself and no run fails', async (_name, answer) => {
  world = await startVirtualCloud({
    overHttp: false,
    intercept: async (request, send) => (isList(request.url) ? answer : await send(request)),
  });
  const alone = await readsOfOne();
  const watched = await watchMoving(world, 6);
  await world.pass(2 * A_MINUTE_MS);
  expect(await requestsIn(world, A_MINUTE_MS)).toEqual({ lists: 0, alone: 6 * alone });
  for (const { events } of watched) expect(events).toHaveLength(1);
});

test('lists that are refused now and then are requested again soon', async () => {
  let isRefused = false;
  let refused = 0;
  world = await startVirtualCloud({
    overHttp: false,
    intercept: async (request, send) => {
      if (!isRefused || !isList(request.url)) return await send(request);
      refused += 1;
      isRefused = refused % 2 === 1;
      return answered(403, '{"forbidden": {"message": "no", "code": 403}}');
    },
  });
  const watched = await watchMoving(world, 6);
  for (let times = 0; times < 3; times += 1) {
    isRefused = true;
    await world.pass(A_MINUTE_MS);
  }
  expect(refused).toBe(6);
  const { lists, alone } = await requestsIn(world, A_MINUTE_MS);
  expect({ isListed: lists > 0, alone }).toEqual({ isListed: true, alone: 0 });
  for (const { events } of watched) expect(events).toHaveLength(1);
});

const PAGE = { ...answered(502, '<html>Bad gateway</html>'), contentType: 'text/html' };

test.each([
  ['Cinder has problems', answered(503, '{}')],
  ['a proxy responds in place of Cinder', PAGE],
  ['Cinder is asked too often', answered(429, '{}')],
])('while %s nobody reads by itself, and the lists go on afterwards', async (_name, problem) => {
  let isDown = false;
  world = await startVirtualCloud({
    overHttp: false,
    intercept: async (request, send) => (isDown && isList(request.url) ? problem : await send(request)),
  });
  const watched = await watchMoving(world, 6);
  await world.pass(A_MINUTE_MS);
  isDown = true;
  expect(await requestsIn(world, 10 * A_MINUTE_MS)).toEqual({ lists: 0, alone: 0 });
  isDown = false;
  const { lists, alone } = await requestsIn(world, 2 * A_MINUTE_MS);
  expect({ isListed: lists > 2, alone }).toEqual({ isListed: true, alone: 0 });
  for (const { events } of watched) expect(events).toHaveLength(1);
});

test('a token that is no longer valid is renewed once for all', async () => {
  world = await startVirtualCloud({ overHttp: false });
  const watched = await watchMoving(world, 20);
  await world.pass(A_MINUTE_MS);
  const signIns = () => world.simulated.requests.filter(({ path }) => path.endsWith('/auth/tokens')).length;
  const begun = signIns();
  world.simulated.expireTokens();
  expect((await requestsIn(world, A_MINUTE_MS)).alone).toBe(0);
  expect(signIns()).toBe(begun + 1);
  for (const { events } of watched) expect(events).toHaveLength(1);
});

test('if the sign-in is refused for a minute, every run is told', async () => {
  let isRefused = false;
  let signIns = 0;
  world = await startVirtualCloud({
    overHttp: false,
    intercept: async (request, send) => {
      if (request.url.endsWith('/auth/tokens')) signIns += 1;
      return isRefused ? answered(401, '{"error": {"message": "no", "code": 401}}') : await send(request);
    },
  });
  const watched = await watchMoving(world, 6);
  await world.pass(A_MINUTE_MS);
  isRefused = true;
  signIns = 0;
  await world.pass(AN_HOUR_MS);
  for (const { events } of watched) {
    expect(events.slice(1)).toMatchObject([{ type: 'watch.failed', fault: { status: 401 } }]);
  }
  expect(world.timers()).toBe(0);
  // As many as a single run makes: more might lock the account.
  expect(signIns).toBeLessThanOrEqual(5);
});
