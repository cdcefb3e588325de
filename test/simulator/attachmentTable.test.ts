// The index of attachment rows by volume.
import { expect, test } from 'vitest';
import { AttachmentTable } from '../../src/simulator/attachmentTable.ts';
import type { Attachment } from '../../src/simulator/index.ts';

const row = (id: string, volumeId: string): Attachment => ({
  ...{ id, volumeId, serverId: 's', hostName: null, device: null, status: 'attached' },
  ...{ mode: 'rw', attachedAt: null },
});

test('a row is found with the volume that has it now', () => {
  const table = new AttachmentTable();
  const [first, second] = [row('1', 'a'), row('2', 'a')];
  table.set('1', first).set('2', second);
  const ids = (volumeId: string) => table.ofVolume(volumeId).map(({ id }) => id);
  expect([ids('a'), ids('b')]).toEqual([['1', '2'], []]);
  table.move(first, 'b');
  expect([ids('a'), ids('b'), table.size]).toEqual([['2'], ['1'], 2]);
  table.set('2', row('2', 'c'));
  expect([ids('a'), ids('c')]).toEqual([[], ['2']]);
  table.delete('2');
  expect([ids('c'), table.has('2')]).toEqual([[], false]);
  table.clear();
  expect([ids('b'), table.size]).toEqual([[], 0]);
});
