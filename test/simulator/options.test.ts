// The options of a simulated cloud are checked.
import { describe, expect, test } from 'vitest';
import { createSimulatedCloud, defaultWorld, type SimulatedCloudOptions } from '../../src/simulator/index.ts';

describe('an option without a meaning is refused', () => {
  const lines: [options: SimulatedCloudOptions, problem: string][] = [
    [{ statsPollMs: -1 }, 'statsPollMs is -1, expected a duration in milliseconds, 0 or more'],
    [{ createPollMs: Number.NaN }, 'createPollMs is NaN, expected a duration in milliseconds, 0 or more'],
    [{ gibPerSecond: 0 }, 'gibPerSecond is 0, expected GiB per second, more than 0'],
    [{ copyRates: { pools: { a: -1 } } }, 'copyRates.pools["a"] is -1, expected GiB per second, 0 or more'],
    [
      { copyRates: { pairs: { a: { b: 0 } } } },
      'copyRates.pairs["a"]["b"] is 0, expected GiB per second, more than 0',
    ],
    [{ noise: { seed: 1, spread: 1.5 } }, 'noise.spread is 1.5, expected a number from 0 to 1'],
  ];
  test.each(lines)('%j', (options, problem) => {
    expect(() => createSimulatedCloud(options)).toThrow(
      new RangeError(`cannot simulate a cloud: ${problem}`),
    );
  });

  test('all of them in one message', () => {
    const seed = defaultWorld();
    seed.pools.push({ name: 'a@b#c', capacity: { reservedPercentage: 101, writtenFraction: -1 } });
    expect(() => createSimulatedCloud({ seed, rpcTimeoutMs: -5 })).toThrow(
      'cannot simulate a cloud: rpcTimeoutMs is -5, expected a duration in milliseconds, 0 or more; ' +
        'reservedPercentage of a@b#c is 101, expected a number from 0 to 100; ' +
        'writtenFraction of a@b#c is -1, expected a number from 0 to 1',
    );
  });
});
