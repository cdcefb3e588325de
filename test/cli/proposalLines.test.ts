// The lines of a proposed plan: names beside IDs, what is attached, and volumes that stay for the same reason together.
import { expect, test } from 'vitest';
import { proposalLines } from '../../src/cli/strategy/proposalLines.ts';
import { makePlan } from '../../src/strategies/makePlan.ts';
import { buildView } from '../../src/strategies/testing/testCloud.ts';
import { zoneMigration } from '../../src/strategies/zoneMigration/zoneMigration.ts';

const view = buildView({
  pools: { A: [1000, 500], B: [1000, 900] },
  volumes: [
    { id: 'id-1', pool: 'A', sizeGib: 60, on: ['s1'], has: { name: 'data1' } },
    { id: 'id-2', pool: 'A', sizeGib: 50, has: { name: '' } },
    { id: 'id-3', pool: 'A', sizeGib: 10, snapshots: 1, has: { name: 'kept' } },
    { id: 'id-4', pool: 'A', sizeGib: 10, snapshots: 1, has: { name: '' } },
  ],
});
const plan = makePlan(zoneMigration, view, {
  storage_pools: [{ src_pool: 'A@A#A', dst_pool: 'B@B#B' }],
});

test('moves show the name beside the ID, and whether the volume is attached', () => {
  const lines = proposalLines(plan, view.volumes, 'cat plan.yaml').map((line) => line.split(/ {2,}/));
  expect(lines[2]).toEqual(['NAME', 'VOLUME', 'ATTACHED', 'HOW', 'TO', 'WHY']);
  const moves = lines.slice(3, 5).map((cells) => cells.slice(0, 3).join(' '));
  expect(moves.toSorted()).toEqual([' id-2 no', 'data1 id-1 yes']);
});

test('volumes that stay for the same reasons share their lines, each with its name', () => {
  const skipped = [
    { resourceId: 'id-3', reasons: ['it has snapshots', 'delete them'] },
    { resourceId: 'id-4', reasons: ['it has snapshots', 'delete them'] },
    { resourceId: 'id-1', reasons: ['its server is locked'] },
  ];
  const lines = proposalLines({ ...plan, skipped, actions: [] }, view.volumes, 'cat plan.yaml');
  const first = lines.indexOf('Stay:') + 1;
  expect(lines.slice(first, first + 5)).toEqual([
    'detached: 2 volumes',
    '  - it has snapshots',
    '  - delete them',
    '  kept (id-3), id-4',
    'attached: data1 (id-1): its server is locked',
  ]);
});
