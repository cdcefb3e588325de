// Quota that failed retypes keep is listed by project and type, over real HTTP.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPlace, type Place } from './cloud.ts';

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(async () => await place.running.stop());

const projectId = (): string => place.running.cloud.world.projects['demo'] ?? '';

function reserve(quotas: Readonly<Record<string, number>>): void {
  const { state } = place.running.cloud;
  const usages = state.quotaUsages.get(projectId()) ?? new Map();
  state.quotaUsages.set(projectId(), usages);
  for (const [name, reserved] of Object.entries(quotas)) usages.set(name, { inUse: 0, reserved });
}

test("a type's reserved quota is listed with its amounts, and never removed from here", async () => {
  reserve({ volumes_beta: 2, gigabytes_beta: 5 });
  expect(await place.find()).toEqual([
    {
      kind: 'reservation',
      id: `${projectId()}/beta`,
      name: 'beta',
      runId: null,
      since: null,
      evidence: [
        `project ${projectId()} has quota reserved for volume type beta: volumes_beta 2, gigabytes_beta 5`,
        'no volume of the project is being created, extended or retyped',
      ],
      verdict: 'kept',
      missing: ['it is not known which retype left it: Cinder does not record this'],
      advice: expect.stringContaining('reservation_expire'),
    },
  ]);
});

test.each([
  'creating',
  'retyping',
  'extending',
])('while a volume of the project is %s, its reserved quota is justified', async (status) => {
  reserve({ volumes_beta: 1, gigabytes_beta: 1 });
  const { cloud } = place.running;
  cloud.setVolume(cloud.world.volumes['free1'] ?? '', { status });
  expect((await place.find()).filter(({ kind }) => kind === 'reservation')).toEqual([]);
});

test('quota that is only used is not listed', async () => {
  reserve({ volumes_beta: 0, gigabytes_beta: 0, volumes: 3 });
  expect(await place.find()).toEqual([]);
});
