// The quotas of the simulated Cinder.
import { describe, expect, test } from 'vitest';
import { type OpenCloud, openCloud, type Who } from './support.ts';

const retype = (type: string) => ({ 'os-retype': { new_type: type, migration_policy: 'on-demand' } });

async function usage(open: OpenCloud, resource: string) {
  const project = open.cloud.world.projects['demo'];
  const { body } = await open.volume('admin', 'GET', `/os-quota-sets/${project}?usage=True`);
  return body.quota_set[resource];
}

describe('quotas', () => {
  test.each([
    [
      'volumes',
      { volumes: 6 },
      "VolumeLimitExceeded: Maximum number of volumes allowed (6) exceeded for quota 'volumes'.",
    ],
    [
      'volumes of the type',
      { volumes_beta: 3 },
      "VolumeLimitExceeded: Maximum number of volumes allowed (3) exceeded for quota 'volumes_beta'.",
    ],
    [
      'gigabytes',
      { gigabytes: 6 },
      'VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested 1G, quota is 6G and 6G has been consumed.',
    ],
    [
      'gigabytes before volumes',
      { gigabytes: 6, volumes: 6 },
      'VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested 1G, quota is 6G and 6G has been consumed.',
    ],
  ])('a create over %s is 413 with Retry-After 0', async (_, limits, message) => {
    await using open = await openCloud();
    open.cloud.setQuota('demo', limits);
    const { status, headers, body } = await open.volume('alice', 'POST', '/volumes', {
      volume: { size: 1, volume_type: 'beta' },
    });
    expect([status, headers.get('retry-after'), body]).toEqual([
      413,
      '0',
      { overLimit: { code: 413, message, retryAfter: '0' } },
    ]);
  });

  test.each([
    'admin',
    'alice',
  ] as const)('a retype by %s is 413 if the owner’s quota of the type is full', async (who) => {
    await using open = await openCloud();
    open.cloud.setQuota('demo', { volumes_beta: 0 });
    const { status, body } = await open.volume(
      who,
      'POST',
      `/volumes/${open.id('free1')}/action`,
      retype('beta'),
    );
    expect([status, body.overLimit.message]).toEqual([
      413,
      "VolumeLimitExceeded: Maximum number of volumes allowed (0) exceeded for quota 'volumes_beta'.",
    ]);
  });

  test('a full quota does not prevent a migration: the temporary volume is not counted', async () => {
    await using open = await openCloud();
    open.cloud.setQuota('demo', { volumes: 6, gigabytes: 6 });
    const body = { 'os-migrate_volume': { host: 'node2@alpha#alpha', force_host_copy: true } };
    await open.volume('admin', 'POST', `/volumes/${open.id('free1')}/action`, body);
    open.clock.runAll();
    expect(open.cloud.state.volumes.get(open.id('free1'))?.migrationStatus).toBe('success');
    expect(await usage(open, 'volumes')).toEqual({ limit: 6, in_use: 6, reserved: 0 });
  });

  test('a retype moves the count from type to type, a delete removes it', async () => {
    await using open = await openCloud();
    await open.volume('alice', 'POST', `/volumes/${open.id('free1')}/action`, retype('beta'));
    expect(await usage(open, 'volumes_beta')).toEqual({ limit: -1, in_use: 3, reserved: 1 });
    open.clock.runAll();
    expect(await usage(open, 'volumes_beta')).toEqual({ limit: -1, in_use: 4, reserved: 0 });
    expect(await usage(open, 'volumes_alpha')).toEqual({ limit: -1, in_use: 2, reserved: 0 });
    await open.volume('alice', 'DELETE', `/volumes/${open.id('free1')}`);
    open.clock.runAll();
    expect(await usage(open, 'volumes_beta')).toEqual({ limit: -1, in_use: 3, reserved: 0 });
  });

  test.each([
    ['admin', 1],
    ['alice', 0],
  ] as [Who, number][])('after a failed retype by %s %i stays reserved', async (who, reserved) => {
    await using open = await openCloud();
    await open.volume(who, 'POST', `/volumes/${open.id('free1')}/action`, retype('nowhere'));
    open.clock.runAll();
    expect(await usage(open, 'volumes_nowhere')).toEqual({ limit: -1, in_use: 0, reserved });
  });

  test.each([
    [
      { volumes: 1 },
      'Quota volumes limit must be equal or greater than existing resources. Current usage is 6 and the requested limit is 1.',
    ],
    [{ volumes: -2 }, 'volumes must be >= -1'],
    [{ foo: 1 }, 'Invalid input received: Bad key(s) in quota set: foo'],
  ])('%j is refused', async (quotaSet, message) => {
    await using open = await openCloud();
    const { status, body } = await open.volume(
      'admin',
      'PUT',
      `/os-quota-sets/${open.cloud.world.projects['demo']}`,
      { quota_set: quotaSet },
    );
    expect([status, body.badRequest.message]).toEqual([400, message]);
  });
});
