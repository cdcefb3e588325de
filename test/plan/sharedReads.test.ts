// Lists that the checks of a plan share: requested once in half a minute, and again if they could not be read.
import { expect, test } from 'vitest';
import type { Cloud } from '../../services/index.ts';
import { sharingReads } from '../../src/plan/sharedReads.ts';

type Call = Parameters<Cloud['request']>[0];

const list = (path: string, more: Partial<Call> = {}): Call => ({
  ...{ service: 'volume', method: 'GET', path, expected: [200], isList: true, ...more },
});

// Two clouds that share, as the runs of two checks have them. Counts what they request.
function open(answer: (call: Call) => Promise<unknown> = async ({ path }) => path) {
  const sent: string[] = [];
  const time = { nowMs: 0 };
  const share = sharingReads({ monotonic: () => time.nowMs });
  const cloud = {
    request: async (call: Call) => {
      sent.push(`${call.method} ${call.path}`);
      return await answer(call);
    },
  } as unknown as Cloud;
  return { sent, time, clouds: [share(cloud), share(cloud)] as const };
}

test.each([
  '/types',
  '/os-services',
  '/scheduler-stats/get_pools',
])('%s is requested once for all', async (path) => {
  const { sent, clouds } = open();
  const answers = await Promise.all(clouds.map((cloud) => cloud.request(list(path))));
  expect(answers).toEqual([path, path]);
  expect(sent).toEqual([`GET ${path}`]);
});

test('each page of a list is a request of its own', async () => {
  const { sent, clouds } = open();
  for (const marker of ['a', 'b']) await clouds[0].request(list('/types', { query: { marker } }));
  expect(sent).toHaveLength(2);
});

test('a list that is half a minute old is requested again', async () => {
  const { sent, time, clouds } = open();
  for (const nowMs of [0, 29_999, 30_000]) {
    time.nowMs = nowMs;
    await clouds[1].request(list('/types'));
  }
  expect(sent).toHaveLength(2);
});

test('a list that could not be read is requested again', async () => {
  let failures = 1;
  const { sent, clouds } = open(async () => {
    failures -= 1;
    if (failures === 0) throw new Error('503');
    return 'types';
  });
  await expect(clouds[0].request(list('/types'))).rejects.toThrow('503');
  expect(await clouds[1].request(list('/types'))).toBe('types');
  expect(sent).toHaveLength(2);
});

test('what belongs to one volume, and every change, is requested each time', async () => {
  const { sent, clouds } = open();
  for (const cloud of clouds) {
    await cloud.request(list('/volumes/1'));
    await cloud.request(list('/types', { method: 'POST' }));
  }
  expect(sent).toHaveLength(4);
});
