// The pictures in docs/observability.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawTrace } from './picture/drawTrace.ts';
import type { ReceivedSpan } from './receiver.ts';

const DOCS = join(import.meta.dirname, '../../docs/observability');

test.each(['swap', 'plan'])('%s.svg is drawn from the spans beside it, which a receiver got', (name) => {
  const [head, ...spans] = readFileSync(join(DOCS, `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { traceId, label } = head as { readonly traceId: string; readonly label: string };
  expect(drawTrace(spans as ReceivedSpan[], traceId, label)).toBe(
    readFileSync(join(DOCS, `${name}.svg`), 'utf8'),
  );
});
