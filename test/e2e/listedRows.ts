// Cases: the lists that runs share show what moves, and each row is what GET shows of that volume, field by field.
import { describe, expect, test } from 'vitest';
import { volumeSchema } from '../../services/cinder/schemas.ts';
import { type Bench, getVolume, makeAttachedVolume, makeVolume } from './bench.ts';
import { until } from './client.ts';
import { tidyBench } from './tidyBench.ts';
import type { World } from './world.ts';

const BY_MIGRATION_STATUS = 'migration_status~=ing';
const BY_STATUS = 'status=retyping';
const METADATA = { metadata: { owner: 'alice', empty: '' }, description: 'a description' };

// biome-ignore lint/suspicious/noExplicitAny: what OpenStack answers
type Row = Record<string, any>;

const listed = async ({ admin }: Bench, filter: string): Promise<Row[]> =>
  (await admin.must('volumev3', 'GET', `/volumes/detail?all_tenants=1&${filter}`)).volumes;

/** A row and what GET shows of the volume: nothing has changed it between two readings of the list. */
function bothOf(bench: Bench, id: string, filter: string) {
  return until(`volume ${id} in the list by ${filter}`, async () => {
    const [before, shown, after] = [
      (await listed(bench, filter)).find((row) => row['id'] === id),
      await getVolume(bench, id),
      (await listed(bench, filter)).find((row) => row['id'] === id),
    ];
    const isUnchanged = before !== undefined && JSON.stringify(before) === JSON.stringify(after);
    return isUnchanged ? { row: before, shown } : null;
  });
}

async function expectSame(bench: Bench, id: string, filter: string): Promise<Row> {
  const { row, shown } = await bothOf(bench, id, filter);
  expect(row).toEqual(shown);
  expect(volumeSchema.parse(row)).toEqual(volumeSchema.parse(shown));
  return row;
}

const act = ({ admin }: Bench, id: string, body: object) =>
  admin.must('volumev3', 'POST', `/volumes/${id}/action`, body);

const hasEnded = (bench: Bench, id: string) =>
  until(`the move of volume ${id} to end`, async () => {
    const { status, migration_status: moving } = await getVolume(bench, id);
    return moving === 'success' && ['available', 'in-use'].includes(status);
  });

/** Declares the cases for one cloud. */
export function describeListedRows(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    const at = tidyBench(open);

    test('a migration: the row in the list of what moves has every field of GET, and it drops out at the end', async () => {
      const bench = at();
      const id = await bench.own(makeVolume(bench, 'alpha', METADATA));
      await act(bench, id, { 'os-set_image_metadata': { metadata: { os_distro: 'debian' } } });
      await bench.world.putFault('node1@alpha', 'migrate_volume', { delay: 3, count: 1 });
      const move = { host: 'node2@alpha#alpha', lock_volume: true };
      await act(bench, id, { 'os-migrate_volume': move });
      const row = await expectSame(bench, id, BY_MIGRATION_STATUS);
      expect(row).toMatchObject({
        metadata: METADATA.metadata,
        'os-vol-host-attr:host': 'node1@alpha#alpha',
      });
      await hasEnded(bench, id);
      expect((await listed(bench, BY_MIGRATION_STATUS)).map((each) => each['id'])).not.toContain(id);
    });

    test('a retype of an attached volume: its row is in both lists, with its attachment, as GET shows it', async () => {
      const bench = at();
      const id = await bench.own(makeAttachedVolume(bench, 'alpha', METADATA));
      await bench.world.putFault('nova', 'swap_volume', { delay: 4, count: 1 });
      await act(bench, id, { 'os-retype': { new_type: 'beta', migration_policy: 'on-demand' } });
      const row = await expectSame(bench, id, BY_STATUS);
      expect(row['attachments']).toHaveLength(1);
      await expectSame(bench, id, BY_MIGRATION_STATUS);
      await hasEnded(bench, id);
      await until('the attachment', async () => (await getVolume(bench, id)).attachments.length === 1);
    });
  });
}
