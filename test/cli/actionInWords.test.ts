// The action of a run, as `runs` and `show` print it.
import { expect, test } from 'vitest';
import type { MigrationParameters } from '../../machines/types.ts';
import { actionInWords } from '../../src/cli/actionInWords.ts';
import { parameters } from '../machines/walk.ts';

const NODE = 'node2@alpha#alpha';

test.each<readonly [Partial<MigrationParameters>, string]>([
  [{ migrationType: 'cold', destinationNode: NODE }, `cold to ${NODE}`],
  [{ migrationType: 'cold', destinationType: 'beta' }, 'cold to beta'],
  [{ migrationType: 'cold', destinationNode: NODE, destinationType: 'beta' }, `cold to ${NODE}`],
  [{ migrationType: 'cold' }, 'cold to nothing'],
  [{ migrationType: 'swap', destinationType: 'beta' }, 'swap to beta'],
  [{ migrationType: 'swap', destinationNode: NODE, destinationType: 'beta' }, 'swap to beta'],
  [{ migrationType: 'migrate', destinationNode: NODE }, `migrate to ${NODE}`],
  [{ migrationType: 'migrate', destinationNode: NODE, destinationType: 'beta' }, `migrate to ${NODE}`],
  [{ migrationType: 'migrate' }, 'migrate to nothing'],
  [{ migrationType: 'retype', destinationType: 'beta' }, 'retype to beta'],
  [{ migrationType: 'retype', destinationNode: NODE, destinationType: 'beta' }, 'retype to beta'],
])('%j', (changes, words) => {
  expect(actionInWords(parameters(changes))).toBe(words);
});
