// The first state that a run reaches, by its parameters.
import { expect, test } from 'vitest';
import { beginning } from './after.ts';
import { bySwap } from './reached.ts';
import { VOLUME_ID } from './walk.ts';

const IGNORED = 'destination_node is ignored: the scheduler chooses the node of a swap';
const rows = [
  ['cold', { migrationType: 'cold' }, 'cold.gettingVolume', { warnings: [] }],
  [
    'cold with a swap_method',
    { migrationType: 'cold', swapMethod: 'retype' as const },
    'cold.gettingVolume',
    { warnings: ['swap_method is ignored: a cold migration swaps nothing'] },
  ],
  ['swap with a type', bySwap, 'swap.gettingVolume', { warnings: [] }],
  [
    'swap with a type and a node',
    { ...bySwap, destinationNode: 'n' },
    'swap.gettingVolume',
    { warnings: [IGNORED] },
  ],
] as const;
test.each(rows)('%s', (_, given, state, { warnings }) => {
  const { state: reached, calls, taken } = beginning(given);
  expect({ state: reached, calls, warnings: taken['warnings'] ?? [] }).toEqual({
    state,
    calls: { getVolume: { volumeId: VOLUME_ID } },
    warnings,
  });
});

test.each([
  ['swap without a type', { migrationType: 'swap' }, 'DestinationTypeRequired'],
  ['another migration_type', { migrationType: 'live' }, 'UnsupportedMigrationType'],
  ['an empty migration_type', { migrationType: '' }, 'UnsupportedMigrationType'],
])('%s is refused before any call', (_, given, failure) => {
  expect(beginning(given)).toEqual({ state: 'failed', calls: {}, taken: { failure, status: 'FAILED' } });
});
