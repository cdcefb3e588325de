// How often an inspector reads the journal: only while it has clients, and never twice at once.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryStore } from '../../src/index.ts';
import { createLive } from '../../src/inspector/live.ts';
import { createRunList } from '../../src/inspector/runList.ts';
import { createWatch, type Subject } from '../../src/inspector/watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function subject(): Subject & { looks: number; next: string } {
  const counting = {
    looks: 0,
    next: '',
    known: () => 'known ',
    look: async () => {
      const { next } = counting;
      counting.looks += 1;
      counting.next = '';
      return next;
    },
  };
  return counting;
}

test('reads as long as there is a client, and not before or after', async () => {
  const counted = subject();
  const watch = createWatch(counted, 100);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(counted.looks).toBe(0);
  const [leaveOne, leaveOther] = [watch.join(() => {}), watch.join(() => {})];
  await vi.advanceTimersByTimeAsync(1_000);
  leaveOne();
  expect(watch.isAlone()).toBe(false);
  const before = counted.looks;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(counted.looks).toBe(before + 10);
  leaveOther();
  expect(watch.isAlone()).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(counted.looks).toBe(before + 10);
  watch.join(() => {});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(counted.looks).toBeGreaterThan(before + 19);
});

test('sends each client what is known when it joins, then what is new', async () => {
  const changing = subject();
  const watch = createWatch(changing, 100);
  const one: string[] = [];
  const other: string[] = [];
  watch.join((message) => one.push(message));
  changing.next = 'first ';
  await vi.advanceTimersByTimeAsync(100);
  watch.join((message) => other.push(message));
  changing.next = 'second ';
  await vi.advanceTimersByTimeAsync(1_000);
  expect(one).toEqual(['known ', 'first ', 'second ']);
  expect(other).toEqual(['known ', 'second ']);
});

test('does not read again while a reading takes long', async () => {
  let looks = 0;
  const { promise, resolve } = Promise.withResolvers<string>();
  const slow: Subject = {
    known: () => '',
    look: () => {
      looks += 1;
      return promise;
    },
  };
  createWatch(slow, 100).join(() => {});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toBe(1);
  resolve('');
  await vi.advanceTimersByTimeAsync(100);
  expect(looks).toBe(2);
});

test('a run without clients is neither read nor kept; a client that returns receives all of it', async () => {
  const store = createMemoryStore();
  let reads = 0;
  const counting = {
    list: store.list,
    readAfter: (runId: string, n: number) => {
      reads += 1;
      return store.readAfter(runId, n);
    },
  };
  const live = createLive(counting, createRunList(store));
  const heard: string[] = [];
  const leaves = [0, 1].map(() => live.join('r', (message) => heard.push(message)));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reads).toBeGreaterThan(5);
  for (const leave of leaves) leave();
  const before = reads;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reads).toBe(before);
  heard.splice(0);
  live.join('r', (message) => heard.push(message));
  const faults = () => heard.filter((message) => message.startsWith('event: fault'));
  expect(faults()).toEqual([]);
  await vi.advanceTimersByTimeAsync(0);
  expect(faults()).toHaveLength(1);
  expect(reads).toBe(before + 1);
});
