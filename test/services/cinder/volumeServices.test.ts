// The volume services are read once for the checks of a decision, and again for a later one.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../services/clock.ts';
import { createRunPorts } from '../../../services/ports.ts';
import { signal, startTestCloud, type TestCloud, wireVolume } from '../testCloud.ts';

const SERVICES = { services: [{ host: 'node1@alpha', status: 'enabled', state: 'up', zone: 'nova' }] };
const POOLS = { pools: [{ name: 'node1@alpha#alpha', capabilities: {} }] };

let cloud: TestCloud;
let services: { status?: number; body: unknown };
beforeEach(async () => {
  services = { body: SERVICES };
  cloud = await startTestCloud({
    'GET volume /volumes/v1': { body: { volume: wireVolume() } },
    'GET volume /scheduler-stats/get_pools': { body: POOLS },
    'GET volume /os-services': () => services,
  });
});
afterEach(() => cloud.close());

const listed = (): number => cloud.seen.filter(({ call }) => call.includes('/os-services')).length;

async function portsAt(clock: { monotonic: () => number }) {
  return createRunPorts(await cloud.connect(), { clock: { ...systemClock, ...clock } });
}

test('the volume and the pools of one decision share one reading', async () => {
  const ports = await portsAt({ monotonic: () => 0 });
  expect(await ports.getVolume({ volumeId: 'v1' }, signal)).toMatchObject({ isServiceUp: true });
  expect(await ports.listPools({}, signal)).toMatchObject([{ availabilityZone: 'nova' }]);
  expect(listed()).toBe(1);
});

test('half a minute later they are read again', async () => {
  let now = 0;
  const ports = await portsAt({ monotonic: () => now });
  await ports.getVolume({ volumeId: 'v1' }, signal);
  services.body = { services: SERVICES.services.map((one) => ({ ...one, state: 'down' })) };
  now = 29_999;
  expect(await ports.getVolume({ volumeId: 'v1' }, signal)).toMatchObject({ isServiceUp: true });
  now = 30_000;
  expect(await ports.getVolume({ volumeId: 'v1' }, signal)).toMatchObject({ isServiceUp: false });
  expect(listed()).toBe(2);
});

test('a reading that failed is not kept', async () => {
  const ports = await portsAt({ monotonic: () => 0 });
  services = { status: 403, body: { forbidden: { code: 403, message: 'no' } } };
  expect(await ports.getVolume({ volumeId: 'v1' }, signal)).toMatchObject({ isServiceUp: null });
  services = { body: SERVICES };
  expect(await ports.getVolume({ volumeId: 'v1' }, signal)).toMatchObject({ isServiceUp: true });
});
