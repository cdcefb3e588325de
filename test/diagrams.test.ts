// The drawings are those of the machine as it is.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generate } from '../diagrams/generate.ts';
import { volumeMigrateMachine } from '../machines/volumeMigrate.ts';

const files = generate();

interface Node {
  readonly key: string;
  readonly description?: string | undefined;
  readonly states: object;
}

const statesOf = (node: Node): Node[] =>
  (Object.values(node.states) as Node[]).flatMap((child) => [child, ...statesOf(child)]);

describe('diagrams/', () => {
  test.each(Object.keys(files))('%s is current (npm run diagrams)', async (name) => {
    expect(await readFile(join(import.meta.dirname, '../diagrams', name), 'utf8')).toBe(files[name]);
  });

  test('every state of the machine is drawn, and described', () => {
    const nodes = statesOf(volumeMigrateMachine.root);
    expect(nodes.length).toBeGreaterThan(50);
    for (const { key, description } of nodes) {
      expect(description).toBeTruthy();
      expect(files['README.md']).toContain(`| \`${key}\` | ${description} |`);
    }
  });
});
