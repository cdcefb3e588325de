// Signs of life where no line can be redrawn: one line for each minute of silence.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Followed, signsOfLife } from '../../src/cli/heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seen = { status: 'maintenance', migrationStatus: 'migrating', host: 'node1@alpha#alpha' };

function followed(lastSeen: object | null = seen) {
  let tell = (): void => {};
  const run = {
    snapshot: () => ({ value: { cold: { migrating: 'watchingMigration' } }, context: { lastSeen } }),
    subscribe: (listener: () => void) => {
      tell = listener;
      return () => {
        tell = () => {};
      };
    },
  } as unknown as Followed;
  const lines: string[] = [];
  const stop = signsOfLife(run, {
    ...{ stream: new PassThrough() as never, tell: (line) => lines.push(line) },
    ...{ elapsedMs: () => 125_000, estimate: () => '' },
  });
  return { lines, stop, change: () => tell() };
}

test('one line a minute, with the state of the volume', () => {
  const { lines, stop } = followed();
  vi.advanceTimersByTime(59_999);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(180_001);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toBe(
    '2 min 05 s    still running: status maintenance, migration_status migrating, host node1@alpha#alpha'.padStart(
      9,
    ),
  );
  stop();
  vi.advanceTimersByTime(600_000);
  expect(lines).toHaveLength(4);
});

test('the minute starts again with each change', () => {
  const { lines, change, stop } = followed(null);
  vi.advanceTimersByTime(50_000);
  change();
  vi.advanceTimersByTime(50_000);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(10_000);
  expect(lines).toEqual(['2 min 05 s    still running']);
  stop();
});
