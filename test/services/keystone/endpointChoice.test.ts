// Which of a catalog's endpoints is used: region, interface, type and name, of the cloud or of one service.
import { afterEach, expect, test } from 'vitest';
import type { CloudError } from '../../../services/index.ts';
import { entry, startTestCloud, type TestCloud } from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

interface Place {
  readonly interface?: string;
  readonly region?: string;
  readonly name?: string;
}

/** An endpoint whose address says where it is. */
const at = (type: string, place: Place = {}) => {
  const { interface: kind = 'public', region = 'One', name = '' } = place;
  return (url: string): unknown => ({
    ...(entry(type, `${url}/${[type, kind, region, name].join('-')}/v3`, {
      interface: kind,
      region,
    }) as object),
    ...(name === '' ? {} : { name }),
  });
};

const TWO_REGIONS = ['volumev3', 'compute', 'identity'].flatMap((type) => [
  at(type, { region: 'One' }),
  at(type, { region: 'Two' }),
]);

async function endpoints(
  catalog: readonly ((url: string) => unknown)[],
  config: Record<string, unknown>,
): Promise<Record<string, string>> {
  cloud = await startTestCloud({}, { catalog: (url) => catalog.map((one) => one(url)) });
  const connected = await cloud.connect({}, { region_name: null, ...config });
  return Object.fromEntries(
    Object.entries(connected.endpoints).map(([service, url]) => [
      service,
      url.slice(cloud.url.length).replace(/^\/([^/]*).*$/, '$1'),
    ]),
  );
}

async function refusal(
  catalog: readonly ((url: string) => unknown)[],
  config: Record<string, unknown> = {},
): Promise<CloudError> {
  return await endpoints(catalog, config).then(
    () => expect.unreachable(),
    (error: unknown) => error as CloudError,
  );
}

test('several regions in the catalog and none named: an error that lists them', async () => {
  expect(await refusal(TWO_REGIONS)).toMatchObject({
    code: 'RegionNotNamed',
    message: 'The cloud has several regions (One, Two), but none is selected',
    reasons: ['select one with --region, OS_REGION_NAME or region_name'],
  });
});

test('Nova in another region than Cinder is several regions, too', async () => {
  const error = await refusal([at('volumev3', { region: 'One' }), at('compute', { region: 'Two' })]);
  expect(error.message).toContain('(One, Two)');
});

test('regions that have only other services, or other interfaces, do not count', async () => {
  const others = [at('image', { region: 'Two' }), at('volumev3', { region: 'Three', interface: 'admin' })];
  expect(await endpoints([...others, at('volumev3'), at('compute')], {})).toMatchObject({
    volume: 'volumev3-public-One-',
    compute: 'compute-public-One-',
  });
});

test("Keystone of the others' region is used; without one in that region, the one of the sign-in", async () => {
  const some = [at('volumev3', { region: 'Two' }), at('compute', { region: 'Two' })];
  const both = ['One', 'Two'].map((region) => at('identity', { region }));
  expect((await endpoints([...some, ...both], {}))['identity']).toBe('identity-public-Two-');
  await cloud.close();
  expect((await endpoints([...some, at('identity')], { region_name: 'Two' }))['identity']).toBe('identity');
});

test.each([
  ['the cloud', { region_name: 'Two' }, 'Two', 'Two'],
  ['single services', { compute_region_name: 'One', volumev3_region_name: 'Two' }, 'Two', 'One'],
  ['one service before the cloud', { region_name: 'One', block_storage_region_name: 'Two' }, 'Two', 'One'],
])('the region of %s', async (_name, config, volume, compute) => {
  expect(await endpoints(TWO_REGIONS, config)).toMatchObject({
    volume: `volumev3-public-${volume}-`,
    compute: `compute-public-${compute}-`,
  });
});

const THREE_INTERFACES = ['volumev3', 'compute'].flatMap((type) =>
  ['admin', 'internalURL', 'public'].map((kind) => at(type, { interface: kind })),
);

test.each([
  ['public, where none is named', {}, 'public', 'public'],
  ['of the cloud', { interface: 'internal' }, 'internalURL', 'internalURL'],
  ['a list, of which the first is there', { interface: ['admin', 'public'] }, 'admin', 'admin'],
  ['of a single service', { block_storage_interface: 'admin' }, 'admin', 'public'],
  [
    'of a single service, by the older key',
    { volume_endpoint_type: 'internalURL', interface: 'admin' },
    'internalURL',
    'admin',
  ],
])('the interface: %s', async (_name, config, volume, compute) => {
  expect(await endpoints(THREE_INTERFACES, config)).toMatchObject({
    volume: `volumev3-${volume}-One-`,
    compute: `compute-${compute}-One-`,
  });
});

test('the first interface of a list that the catalog has for the service is used', async () => {
  const some = [at('volumev3', { interface: 'internal' }), at('volumev3'), at('compute')];
  expect(await endpoints(some, { interface: ['admin', 'internal', 'public'] })).toMatchObject({
    volume: 'volumev3-internal-One-',
    compute: 'compute-public-One-',
  });
});

test('the type and the name of a service in the catalog may be named', async () => {
  const two = [
    at('volumev3'),
    at('block-storage'),
    at('compute', { name: 'old' }),
    at('compute', { name: 'new' }),
  ];
  const config = { volume_service_type: 'volumev3', compute_service_name: 'new' };
  expect(await endpoints(two, config)).toMatchObject({
    volume: 'volumev3-public-One-',
    compute: 'compute-public-One-new',
  });
  await cloud.close();
  const { message } = await refusal(two, { compute_service_name: 'newest' });
  expect(message).toBe('The catalog has no public endpoint of type compute named newest');
});

test('overrides of all services need no catalog, and no region', async () => {
  const override = (name: string) => `http://${name}.test/v3`;
  const config = {
    volumev2_endpoint_override: override('cinder'),
    compute_endpoint: override('nova'),
    identity_endpoint_override: override('keystone'),
  };
  cloud = await startTestCloud({}, { catalog: (url) => TWO_REGIONS.map((one) => one(url)) });
  const connected = await cloud.connect({}, { region_name: null, ...config });
  expect(connected.endpoints).toEqual({
    volume: 'http://cinder.test/v3',
    compute: 'http://nova.test/v3/v2.1',
    identity: 'http://keystone.test/v3',
  });
});

test.each([
  ['the cloud', { region_name: 'Three' }, 'region_name'],
  [
    'a single service',
    { region_name: 'One', block_storage_region_name: 'Three' },
    'block_storage_region_name',
  ],
])('a region of %s that the catalog does not have: where it was named, and the existing regions', async (_, config, from) => {
  const { message, reasons } = await refusal(TWO_REGIONS, config);
  expect(message).toContain('in region Three');
  expect(reasons[0]).toBe(`region Three (${from}); the catalog's regions: One, Two`);
});
