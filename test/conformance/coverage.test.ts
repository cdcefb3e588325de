// Every request of the product is also made in a scenario, so that no call goes uncompared.
import { expect, test } from 'vitest';
import { migrateVolume } from '../../src/index.ts';
import { type SimulatedCloudOptions, startSimulatedCloud } from '../../src/simulator/index.ts';
import { readGolden } from './golden.ts';

/** `GET volume /volumes/{}?all_tenants&name`: a request without what differs from run to run. */
function patternOf(method: string, service: string, path: string, query: string): string {
  const segments = path.split('/').map((part) => (/^(<.*>|[0-9a-f-]{32,}|req-.*)$/.test(part) ? '{}' : part));
  const names = [...new URLSearchParams(query).keys()].sort().join('&');
  return `${method} ${service} ${segments.join('/')}${names === '' ? '' : `?${names}`}`;
}

async function compared(): Promise<Set<string>> {
  const goldens = [await readGolden('zed'), await readGolden('2025.1')];
  const steps = goldens.flatMap(({ scenarios }) => Object.values(scenarios).flat());
  const patterns = steps.flatMap((step) => {
    if (step.kind === 'course') return [];
    const [, method = '', service = '', rest = ''] = /^\S+ (\S+) (\S+) (.*)$/.exec(step.request) ?? [];
    const [, path = '', query = '', action = ''] = /^([^?]*?)(?:\?(.*?))?( os-\S+)?$/.exec(rest) ?? [];
    return patternOf(method, service, decodeURIComponent(path), query) + action;
  });
  return new Set(patterns);
}

async function asked(options: SimulatedCloudOptions, parameters: object): Promise<string[]> {
  await using running = await startSimulatedCloud({ stageMs: 2, ...options });
  const { cloud } = running;
  const { volumes } = cloud.world;
  cloud.setVolume(volumes['data1'] ?? '', { bootable: true, imageMetadata: { os: 'debian' } });
  const named = Object.entries(parameters).map(([key, value]) => [key, volumes[value] ?? value]);
  await migrateVolume(Object.fromEntries(named), {
    cloud: running.cloudsYaml.clouds.simulated,
    pollMinMs: 2,
  });
  return cloud.requests.map(({ method, service, path, query, body }) => {
    const own = path.replace(/^\/v(3|2\.1)/, '').replace(/^\/[0-9a-f]{32}(?=\/)/, '');
    const action = own.endsWith('/action') ? ` ${Object.keys(Object(body))[0]}` : '';
    return patternOf(method, service ?? 'nobody', decodeURIComponent(own), query) + action;
  });
}

const RUNS: readonly (readonly [SimulatedCloudOptions, object])[] = [
  [{}, { resource_id: 'free1', migration_type: 'cold', destination_node: 'node2@alpha#alpha' }],
  [{}, { resource_id: 'free1', migration_type: 'cold', destination_node: 'node2@tier9#alpha' }],
  [{}, { resource_id: 'free1', migration_type: 'cold', destination_node: 'node9@alpha#alpha' }],
  [{}, { resource_id: 'free1', migration_type: 'cold', destination_type: 'beta' }],
  [{}, { resource_id: 'free1', migration_type: 'cold', destination_type: 'nowhere' }],
  [{}, { resource_id: 'data1', destination_type: 'beta' }],
  [{}, { resource_id: 'data1', destination_type: 'nowhere', swap_method: 'attachment' }],
  [{ release: '2025.1' }, { resource_id: 'data1', destination_type: 'beta' }],
];

test('every call of the product is compared', async () => {
  const known = await compared();
  const all = new Set<string>();
  for (const [options, parameters] of RUNS)
    for (const pattern of await asked(options, parameters)) all.add(pattern);
  expect([...all].filter((pattern) => !known.has(pattern))).toEqual([]);
});
