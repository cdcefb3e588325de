// Volume type against pool. The expected results are those of Cinder's own CapabilitiesFilter (Zed, 21.3).
import { expect, test } from 'vitest';
import { mismatches } from '../../machines/extraSpecs.ts';
import { pool, volumeType } from './walk.ts';

const on = (capabilities: Record<string, unknown>) => pool('host@backend#pool', '', { capabilities });

type Row = readonly [
  extraSpecs: Record<string, string>,
  capabilities: Record<string, unknown>,
  passes: boolean,
];

const rows: readonly Row[] = [
  [{}, { volume_backend_name: 'alpha' }, true],
  [{ volume_backend_name: 'alpha' }, { volume_backend_name: 'alpha' }, true],
  [{ volume_backend_name: 'alpha' }, { volume_backend_name: 'beta' }, false],
  [{ volume_backend_name: 'alpha' }, {}, false],
  [{ volume_backend_name: 'alpha' }, { volume_backend_name: null }, false],
  [{ 'capabilities:volume_backend_name': 'alpha' }, { volume_backend_name: 'alpha' }, true],
  [{ 'capabilities:volume_backend_name': 'alpha' }, { volume_backend_name: 'beta' }, false],
  [{ 'vendor:tier': 'gold' }, {}, true],
  [{ 'capabilities:a:b': 'x' }, { a: { b: 'x' } }, true],
  [{ 'capabilities:a:b': 'x' }, { a: 'x' }, false],
  [{ 'capabilities:a:b': 'x' }, { a: { c: 'x' } }, false],
  [{ tier: 'gold' }, { tier: ['silver', 'gold'] }, true],
  [{ tier: 'gold' }, { tier: ['silver'] }, false],
  [{ tier: 'gold' }, { tier: [] }, false],
  [{ n: '5' }, { n: 5 }, false],
  [{ n: '5' }, { n: '5' }, true],
  [{ b: 'True' }, { b: true }, false],
  [{ b: '<is> True' }, { b: true }, true],
  [{ b: '<is> True' }, { b: 'yes' }, true],
  [{ b: '<is> True' }, { b: false }, false],
  [{ b: '<is> False' }, { b: false }, true],
  [{ b: '<is> False' }, { b: 'whatever' }, true],
  [{ b: '<is> True' }, {}, false],
  [{ b: '<is>' }, { b: true }, false],
  [{ n: '= 100' }, { n: 150 }, true],
  [{ n: '= 100' }, { n: 100 }, true],
  [{ n: '= 100' }, { n: 99 }, false],
  [{ n: '= 100' }, { n: '150' }, true],
  [{ n: '= 100' }, { n: 'unknown' }, false],
  [{ n: '= 100' }, { n: 'infinite' }, false],
  [{ n: '= 100' }, { n: 'inf' }, true],
  [{ n: '== 100' }, { n: 100.0 }, true],
  [{ n: '== 100' }, { n: 101 }, false],
  [{ n: '!= 100' }, { n: 101 }, true],
  [{ n: '!= 100' }, { n: 100 }, false],
  [{ n: '>= 100' }, { n: 100 }, true],
  [{ n: '>= 100' }, { n: 99 }, false],
  [{ n: '<= 100' }, { n: 100 }, true],
  [{ n: '<= 100' }, { n: 101 }, false],
  [{ n: '>= 1e2' }, { n: '1_00' }, true],
  [{ n: '>= x' }, { n: 100 }, false],
  [{ n: '> 100' }, { n: 150 }, false],
  [{ s: 's== a' }, { s: 'a' }, true],
  [{ s: 's== a' }, { s: 'b' }, false],
  [{ s: 's== 5' }, { s: 5 }, false],
  [{ s: 's!= a' }, { s: 'b' }, true],
  [{ s: 's!= a' }, { s: 'a' }, false],
  [{ s: 's!= 5' }, { s: 5 }, true],
  [{ s: 's< b' }, { s: 'a' }, true],
  [{ s: 's< b' }, { s: 'b' }, false],
  [{ s: 's<= b' }, { s: 'b' }, true],
  [{ s: 's<= b' }, { s: 'c' }, false],
  [{ s: 's> b' }, { s: 'c' }, true],
  [{ s: 's> b' }, { s: 'b' }, false],
  [{ s: 's>= b' }, { s: 'b' }, true],
  [{ s: 's>= b' }, { s: 'a' }, false],
  [{ s: '<in> ssd' }, { s: 'fast-ssd-2' }, true],
  [{ s: '<in> ssd' }, { s: 'disk' }, false],
  [{ s: '<in> ssd extra' }, { s: 'ssd' }, true],
  [{ s: '<in>' }, { s: 'ssd' }, false],
  [{ s: '<or> a <or> b' }, { s: 'b' }, true],
  [{ s: '<or> a <or> b' }, { s: 'c' }, false],
  [{ s: '<or> 5' }, { s: 5 }, false],
  [{ s: '<or> a <or>' }, { s: 'c' }, false],
  [{ s: '<or> a b c' }, { s: 'c' }, true],
  [{ s: '<or> a b c' }, { s: 'b' }, false],
  [{ s: '' }, { s: '' }, true],
  [{ s: '' }, { s: 'x' }, false],
  [{ s: ' a ' }, { s: 'a' }, false],
  [{ s: '  == 5 ' }, { s: 5 }, true],
  [{ s: 'toString x' }, { s: 'x' }, false],
  [{ volume_backend_name: 'alpha', tier: 'gold' }, { volume_backend_name: 'alpha' }, false],
  [{ volume_backend_name: 'alpha', tier: 'gold' }, { volume_backend_name: 'alpha', tier: 'gold' }, true],
  [{ n: '= 1' }, { n: true }, true],
  [{ n: '>= -1.5' }, { n: -1 }, true],
  [{ n: '== .5' }, { n: 0.5 }, true],
];

test.each(rows)('extra specs %j against capabilities %j: %s', (extraSpecs, capabilities, passes) => {
  expect(mismatches(volumeType('type', { extraSpecs }), on(capabilities)).length === 0).toBe(passes);
});

test('a volume without a type may live on every pool', () => {
  expect(mismatches(null, on({}))).toEqual([]);
});

test('each unmet extra spec is named, with what was required and what was found', () => {
  const gold = volumeType('gold', {
    extraSpecs: { volume_backend_name: 'alpha', tier: '<is> True', 'vendor:x': '1' },
  });
  expect(mismatches(gold, on({ volume_backend_name: 'beta' }))).toEqual([
    { key: 'volume_backend_name', required: 'alpha', found: 'beta' },
    { key: 'tier', required: '<is> True', found: undefined },
  ]);
});
