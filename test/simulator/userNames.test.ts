// Keystone's filters of users by name: keystone/server/flask/common.py build_driver_hints and filter_by_attributes.
import { expect, test } from 'vitest';
import { createSimulatedCloud } from '../../src/simulator/index.ts';

test.each([
  ['name=alice', ['alice']],
  ['name=Alice', []],
  ['name__startswith=al', ['alice']],
  ['name__startswith=AL', []],
  ['name__istartswith=AL', ['alice']],
  ['name__contains=lic', ['alice']],
  ['name__icontains=LIC', ['alice']],
  ['name__endswith=ce', ['alice']],
  ['name__iendswith=CE', ['alice']],
  ['name__startswith=al&domain_id=other', []],
  ['name__startswith=al&limit=0', ['alice']],
])('GET /v3/users?%s', async (query, names) => {
  const cloud = createSimulatedCloud();
  const headers = { 'x-auth-token': cloud.token('admin', 'admin') };
  const { status, body } = await cloud.handle({ method: 'GET', path: '/identity/v3/users', query, headers });
  expect(status).toBe(200);
  expect((body as { users: { name: string }[] }).users.map(({ name }) => name)).toEqual(names);
});
