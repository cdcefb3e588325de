// Signs of life where no line can be redrawn: one line, or one object, for each minute of silence.
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDisplay } from '../../src/cli/display.ts';
import { type Followed, signsOfLife } from '../../src/cli/heartbeat.ts';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seen = { status: 'maintenance', migrationStatus: 'migrating', host: 'node1@alpha#alpha' };

const RUN_ID = '3f9c2d1a-0000-4000-8000-000000000000';

function source(lastSeen: object | null = { ...seen, volumeType: 'alpha' }) {
  let tell = (): void => {};
  const context = { runId: RUN_ID, lastSeen, did: null, volume: null, status: null };
  const run = {
    snapshot: () => ({ value: { cold: { migrating: 'watchingMigration' } }, context }),
    subscribe: (listener: () => void) => {
      tell = listener;
      return () => {
        tell = () => {};
      };
    },
  } as unknown as Followed;
  return { run, change: () => tell() };
}

function followed(lastSeen: object | null = seen) {
  const { run, change } = source(lastSeen);
  const lines: string[] = [];
  const stop = signsOfLife(run, {
    ...{ stream: new PassThrough() as never, tell: (line) => lines.push(line) },
    ...{ elapsedMs: () => 125_000, estimate: () => '' },
  });
  return { lines, stop, change };
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

test('with --events an object a minute, with the phase and the volume as last seen', () => {
  const written: string[] = [];
  const write = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => written.push(String(text)) > 0);
  const display = createDisplay({
    ...{ format: 'events', store: createMemoryStore(), cloud: null, isQuiet: false, lines: [] },
    elapsedMs: () => 125_000.4,
  });
  const { run, change } = source();
  const stop = display.follow(run);
  vi.advanceTimersByTime(50_000);
  change();
  vi.advanceTimersByTime(59_999);
  expect(written).toEqual([]);
  vi.advanceTimersByTime(60_001);
  stop();
  vi.advanceTimersByTime(600_000);
  write.mockRestore();
  const beat = {
    ...{ type: 'heartbeat', runId: RUN_ID, state: 'cold.migrating.watchingMigration' },
    ...{ description: 'Cinder is migrating the volume', elapsedMs: 125_000 },
    volume: { ...seen, type: 'alpha' },
  };
  expect(written.map((line) => JSON.parse(line))).toEqual([beat, beat]);
});
