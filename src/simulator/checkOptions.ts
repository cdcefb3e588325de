// Checks the options of a simulated cloud, and names every problem at once.
import type { SimulatedCloudOptions } from './settings.ts';

interface Rule {
  name: string;
  value: number | undefined;
  isValid: (value: number) => boolean;
  expected: string;
}

const isDuration = (value: number) => value >= 0;
const isSpeed = (value: number) => value > 0;

/** Throws if an option has no meaning, with all such options in its message. */
export function checkOptions(options: SimulatedCloudOptions): void {
  const wrong = [...durations(options), ...speeds(options), ...fractions(options)].filter(
    ({ value, isValid }) => value !== undefined && !(typeof value === 'number' && isValid(value)),
  );
  if (wrong.length === 0) return;
  const problems = wrong.map(({ name, value, expected }) => `${name} is ${value}, expected ${expected}`);
  throw new RangeError(`cannot simulate a cloud: ${problems.join('; ')}`);
}

const durations = (options: SimulatedCloudOptions): Rule[] =>
  (['statsPollMs', 'createPollMs', 'createTimeoutMs', 'serviceDownMs', 'rpcTimeoutMs'] as const).map(
    (name) => ({
      ...{
        name,
        value: options[name],
        isValid: isDuration,
        expected: 'a duration in milliseconds, 0 or more',
      },
    }),
  );

function speeds({ gibPerSecond, wipeGibPerSecond, copyRates }: SimulatedCloudOptions): Rule[] {
  const rule = (name: string, value: number | undefined): Rule => ({
    ...{ name, value, isValid: isSpeed, expected: 'GiB per second, more than 0' },
  });
  const pools = Object.entries(copyRates?.pools ?? {}).map(([pool, value]) => ({
    ...rule(`copyRates.pools["${pool}"]`, value),
    ...{ isValid: isDuration, expected: 'GiB per second, 0 or more' },
  }));
  const pairs = Object.entries(copyRates?.pairs ?? {}).flatMap(([from, ways]) =>
    Object.entries(ways).map(([to, value]) => rule(`copyRates.pairs["${from}"]["${to}"]`, value)),
  );
  return [rule('gibPerSecond', gibPerSecond), rule('wipeGibPerSecond', wipeGibPerSecond), ...pools, ...pairs];
}

function fractions({ noise, seed }: SimulatedCloudOptions): Rule[] {
  const fraction = (name: string, value: number | undefined, most = 1): Rule => ({
    ...{
      name,
      value,
      isValid: (given) => given >= 0 && given <= most,
      expected: `a number from 0 to ${most}`,
    },
  });
  const pools = (seed?.pools ?? []).flatMap(({ name, capacity = {} }) => [
    fraction(`reservedPercentage of ${name}`, capacity.reservedPercentage, 100),
    fraction(`writtenFraction of ${name}`, capacity.writtenFraction),
  ]);
  return [fraction('noise.spread', noise?.spread), ...pools];
}
