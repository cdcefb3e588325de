// The documentation names every parameter of the strategies, with its default.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { storageBalanceSchema } from '../../src/strategies/storageBalance/parameters.ts';
import { zoneMigrationSchema } from '../../src/strategies/zoneMigration/parameters.ts';
import { readPage } from '../docs/pages.ts';

const { text } = readPage('docs/strategies.md');

// What is accepted for Watcher's sake, and does nothing, is explained in the text.
const EXPLAINED = ['compute_nodes', 'parallel_per_node', 'with_attached_volume'];

const members = (schema: z.ZodType): [string, { readonly default?: unknown }][] =>
  Object.entries(
    (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {}) as Record<
      string,
      object
    >,
  );

test.each([
  ...members(zoneMigrationSchema).map(
    ([name, { default: value }]) => ['zone-migration', name, value] as const,
  ),
  ...members(storageBalanceSchema).map(
    ([name, { default: value }]) => ['storage-balance', name, value] as const,
  ),
])('%s: %s', (_, name, value) => {
  expect(text).toContain(`\`${name}\``);
  if (EXPLAINED.includes(name) || !['number', 'boolean'].includes(typeof value)) return;
  expect(text).toMatch(new RegExp(`\`${name}\`( \\| ${value} \\|| \\(${value}\\))`));
});
