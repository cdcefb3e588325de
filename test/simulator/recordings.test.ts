// The courses of the simulated cloud, compared with those that a poller recorded on real ones.
import { describe, expect, test } from 'vitest';
import { type OpenCloud, openCloud } from './support.ts';

interface Recording {
  clause: string;
  release: 'zed' | '2025.1';
  volume: string;
  body: Record<string, unknown>;
  /** `status/migration_status/attachments` of the volume, as a poller recorded them on a real cloud. */
  source: string[];
  /** The same for the temporary row. */
  target?: string[];
  prepare?: (open: OpenCloud) => void;
}

const toBeta = { 'os-retype': { new_type: 'beta', migration_policy: 'on-demand' } };
const toNode2 = {
  'os-migrate_volume': { host: 'node2@alpha#alpha', force_host_copy: false, lock_volume: false },
};

const RECORDINGS: Recording[] = [
  {
    clause: 'migrate, assisted',
    release: 'zed',
    volume: 'free1',
    body: toNode2,
    source: ['available/migrating/0', 'available/success/0'],
  },
  {
    clause: 'migrate, host copy, locked',
    release: 'zed',
    volume: 'free1',
    body: { 'os-migrate_volume': { host: 'node2@tier9#alpha', force_host_copy: true, lock_volume: true } },
    source: ['maintenance/migrating/0', 'maintenance/completing/0', 'available/success/0'],
    target: ['creating/target/0', 'available/target/0'],
  },
  {
    clause: 'retype on-demand, host copy',
    release: 'zed',
    volume: 'free1',
    prepare: ({ cloud, id }) => cloud.setVolume(id('free1'), { host: 'node2@tier9#alpha' }),
    body: toBeta,
    source: ['retyping/null/0', 'retyping/migrating/0', 'available/null/0', 'available/success/0'],
    target: ['creating/target/0', 'available/target/0', 'deleting/deleting/0'],
  },
  {
    clause: 'retype in use',
    release: 'zed',
    volume: 'data1',
    body: toBeta,
    source: ['retyping/null/1', 'retyping/migrating/1', 'retyping/migrating/0', 'in-use/success/1'],
    target: [
      'available/target/0',
      'reserved/target/0',
      'attaching/target/0',
      'in-use/target/1',
      'deleting/deleting/0',
    ],
  },
  {
    clause: 'retype in use by a member, success before the attachment',
    release: 'zed',
    volume: 'data1',
    body: toBeta,
    source: [
      'retyping/null/1',
      'retyping/migrating/1',
      'retyping/migrating/0',
      'in-use/success/0',
      'in-use/success/1',
    ],
    target: [
      'available/target/0',
      'reserved/target/0',
      'attaching/target/0',
      'in-use/target/1',
      'deleting/deleting/1',
    ],
  },
  {
    clause: 'migrate in use, the root volume, with the moment of null',
    release: 'zed',
    volume: 'boot1',
    body: toNode2,
    source: [
      'in-use/starting/1',
      'in-use/migrating/1',
      'in-use/migrating/0',
      'in-use/null/0',
      'in-use/success/1',
    ],
    target: ['available/target/0', 'reserved/target/0', 'attaching/target/0', 'in-use/target/1'],
  },
  {
    clause: 'retype in use',
    release: '2025.1',
    volume: 'data1',
    body: toBeta,
    source: ['retyping/null/1', 'retyping/migrating/1', 'retyping/completing/0', 'in-use/success/1'],
    target: ['available/target/0', 'reserved/target/0', 'attaching/target/0', 'in-use/target/1'],
  },
  {
    clause: 'retype in use with the server stopped',
    release: '2025.1',
    volume: 'data1',
    prepare: ({ cloud, id }) => cloud.setServer(id('vm1'), { vmState: 'stopped' }),
    body: toBeta,
    source: ['retyping/null/1', 'retyping/migrating/1', 'in-use/error/1'],
    target: ['available/target/0'],
  },
];

const isWithin = (few: string[], all: string[]): boolean => {
  let at = 0;
  for (const one of all) if (one === few[at]) at++;
  return at === few.length;
};

describe('every state that a poller recorded on a real cloud comes, in that order', () => {
  test.each(RECORDINGS)('$release: $clause', async ({ release, volume, body, prepare, source, target }) => {
    await using open = await openCloud({ release });
    prepare?.(open);
    const id = open.id(volume);
    const known = new Set(Object.values(open.cloud.world.volumes));
    const seen: { source: string[]; target: string[] } = { source: [], target: [] };
    await open.volume('admin', 'POST', `/volumes/${id}/action`, body);
    do {
      const { body: list } = await open.volume('admin', 'GET', '/volumes/detail?all_tenants=1');
      for (const row of list.volumes) {
        if (known.has(row.id) && row.id !== id) continue;
        const migration = String(row.migration_status).replace(/target:.*/, 'target');
        seen[row.id === id ? 'source' : 'target'].push(
          `${row.status}/${migration}/${row.attachments.length}`,
        );
      }
    } while (open.clock.step());
    expect(seen.source, `wanted ${source}`).toSatisfy((all: string[]) => isWithin(source, all));
    if (target) expect(seen.target, `wanted ${target}`).toSatisfy((all: string[]) => isWithin(target, all));
  });
});
