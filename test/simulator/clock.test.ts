// The virtual clock, and the waits of courses.
import { describe, expect, test } from 'vitest';
import { createCourseRunner } from '../../src/simulator/course.ts';
import { createVirtualClock } from '../../src/simulator/index.ts';
import { seededRandom } from '../../src/simulator/random.ts';
import { createSignals } from '../../src/simulator/signals.ts';

describe('the virtual clock', () => {
  test('makes calls in order of time, and of arrival within a moment, whatever was cancelled', () => {
    const clock = createVirtualClock(0);
    const random = seededRandom(3);
    const wanted: { at: number; index: number }[] = [];
    const made: { at: number; index: number }[] = [];
    for (let index = 0; index < 2000; index++) {
      const at = Math.floor(random() * 100);
      const cancel = clock.after(at, () => made.push({ at: clock.now(), index }));
      if (random() < 0.3) cancel();
      else wanted.push({ at, index });
    }
    expect(clock.pending()).toBe(wanted.length);
    wanted.sort((left, right) => left.at - right.at || left.index - right.index);
    clock.runAll();
    expect(made).toEqual(wanted);
    expect(clock.pending()).toBe(0);
  });

  test('a call cancelled after it was made, or twice, counts once', () => {
    const clock = createVirtualClock(0);
    const cancel = clock.after(1, () => {});
    const other = clock.after(5, () => {});
    clock.advance(2);
    cancel();
    expect(clock.pending()).toBe(1);
    other();
    other();
    expect(clock.pending()).toBe(0);
  });
});

describe('a course that waits for an event', () => {
  const setUp = () => {
    const clock = createVirtualClock(0);
    const signals = createSignals(clock);
    const runner = createCourseRunner(clock);
    const seen: string[] = [];
    const wait = (name: string, process?: string) =>
      runner.start(
        (function* () {
          yield signals.next('event');
          seen.push(name);
        })(),
        process,
      );
    return { clock, signals, runner, seen, wait };
  };

  test('continues when it is raised, in the order of the waits', () => {
    const { signals, runner, seen, wait } = setUp();
    for (const name of ['a', 'b', 'c']) wait(name);
    expect([seen, runner.waiting()]).toEqual([[], 3]);
    signals.raise('event');
    expect([seen, runner.waiting()]).toEqual([['a', 'b', 'c'], 0]);
  });

  test('never continues after its process has died', () => {
    const { signals, runner, seen, wait } = setUp();
    wait('a', 'one');
    wait('b', 'two');
    runner.kill('one');
    signals.raise('event');
    expect(seen).toEqual(['b']);
  });

  test.each([
    ['at the event', 50, 50],
    ['at its deadline', 500, 100],
  ])('with a deadline continues once, %s', (_, raisedAt, continuesAt) => {
    const { clock, signals, runner } = setUp();
    const times: number[] = [];
    runner.start(
      (function* () {
        yield signals.nextUntil('event', 100);
        times.push(clock.now());
      })(),
    );
    clock.after(raisedAt, () => signals.raise('event'));
    clock.runAll();
    expect(times).toEqual([continuesAt]);
    expect(clock.pending()).toBe(0);
  });
});
