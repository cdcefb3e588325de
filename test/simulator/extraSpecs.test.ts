// The capabilities filter of the simulated cloud's scheduler.
import { describe, expect, test } from 'vitest';
import { satisfiesExtraSpecs } from '../../src/simulator/volume/extraSpecs.ts';

const pool = {
  volume_backend_name: 'alpha',
  free: 500.5,
  size: '1e3',
  thin: true,
  unknown: 'unknown',
  infinite: 'infinite',
  tags: ['ssd', 'raid1'],
  nothing: null,
  nested: { deep: { value: 'x' } },
};

const LINES: [key: string, requirement: string, fits: boolean][] = [
  ['volume_backend_name', 'alpha', true],
  ['volume_backend_name', 'alpha ', false],
  ['capabilities:volume_backend_name', 'alpha', true],
  ['vendor:anything', 'never looked at', true],
  ['missing', 'x', false],
  ['capabilities:nested:deep:value', 'x', true],
  ['capabilities:nested:none', 'x', false],
  ['capabilities:volume_backend_name:deeper', 'x', false],
  ['thin', 'True', false],
  ['thin', '<is> True', true],
  ['thin', '<is> yes', true],
  ['thin', '<is> False', false],
  ['missing', '<is> False', false],
  ['free', '= 500', true],
  ['free', '= 501', false],
  ['free', '== 500.5', true],
  ['free', '!= 500.5', false],
  ['free', '>= 500.5', true],
  ['free', '<= 500', false],
  ['size', '== 1000', true],
  ['unknown', '>= 1', false],
  ['infinite', '>= 1', false],
  ['free', '>= many', false],
  ['volume_backend_name', 's== alpha', true],
  ['volume_backend_name', 's!= alpha', false],
  ['volume_backend_name', 's< beta', true],
  ['volume_backend_name', 's>= beta', false],
  ['volume_backend_name', '<in> lph', true],
  ['volume_backend_name', '<or> beta <or> alpha', true],
  ['volume_backend_name', '<or> beta <or> gamma', false],
  ['tags', 'raid1', true],
  ['tags', '<in> ssd', true],
  ['tags', '<or> hdd <or> raid1', true],
  ['tags', 'hdd', false],
  ['volume_backend_name', '<all-in> alpha', false],
  ['volume_backend_name', 's==', false],
  ['nothing', '<is> False', false],
  ['nothing', 'x', false],
  ['volume_backend_name', '', false],
];

describe('a pool satisfies an extra spec as Cinder’s capabilities filter says', () => {
  test.each(LINES)('%s: %j is %j', (key, requirement, fits) => {
    expect(satisfiesExtraSpecs(pool, { [key]: requirement })).toBe(fits);
  });

  test('all specs must fit, and a type without specs fits every pool', () => {
    expect(satisfiesExtraSpecs(pool, { volume_backend_name: 'alpha', free: '= 999' })).toBe(false);
    expect(satisfiesExtraSpecs({}, {})).toBe(true);
  });

  test('what Python cannot compare is an error, not a miss', () => {
    expect(() => satisfiesExtraSpecs(pool, { free: 's< 5' })).toThrow(TypeError);
    expect(() => satisfiesExtraSpecs(pool, { free: '<in> 5' })).toThrow(TypeError);
    expect(() => satisfiesExtraSpecs(pool, { volume_backend_name: '<or>' })).toThrow(RangeError);
  });
});
