// Plan files: what formatPlan writes is read as the same plan, and no text makes reading fail in another way than by its error.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { formatPlan, InvalidPlanError, type Plan, readPlan } from '../../src/index.ts';
import { runs } from './runs.ts';

// Any characters, but no lone surrogates: UTF-8 cannot hold them.
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('22:00', 'yes', '1', '~', '- x', '# x', ' x ', '\n', '\ufeff', '\u0085', '\u2028'),
);
const text = anyText.filter((value) => /\S/.test(value));
const name = text.filter((value) => value !== '__proto__');
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const moment = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }),
    fc.constantFrom('Z', '+05:30', '-11:00'),
  )
  .map(([date, offset]) => date.toISOString().replace('Z', offset));

const time = fc
  .integer({ min: 0, max: 1439 })
  .map(
    (minutes) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
  );

const window = fc
  .record({
    from: time,
    to: time,
    days: nullable(
      fc.uniqueArray(fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), { minLength: 1 }),
    ),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'),
  })
  .filter(({ from, to }) => from !== to);

const schedule = { notBefore: nullable(moment), window: nullable(window) };

const action = fc.record({
  parameters: fc.record({
    resourceId: fc.uuid(),
    migrationType: fc.constantFrom('swap', 'cold', 'migrate', 'retype'),
    destinationNode: nullable(text),
    destinationType: nullable(text),
    swapMethod: fc.constantFrom('auto', 'attachment', 'retype'),
    allowEncryptionChange: fc.boolean(),
  }),
  resourceName: nullable(anyText),
  reason: nullable(anyText),
  ...schedule,
});

const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const limits = fc.record(
  {
    total: count,
    perPool: count,
    perSource: count,
    perDestination: count,
    perServer: fc.constant(1),
    perBackend: count,
    perPair: count,
    pools: fc.dictionary(name, fc.record({ source: count, destination: count }, { requiredKeys: [] }), {
      noNullPrototype: true,
    }),
  },
  { requiredKeys: [] },
);

// JSON has no negative zero.
const value = fc.jsonValue({ maxDepth: 5 }).map((json) => JSON.parse(JSON.stringify(json)));
const figures = fc.dictionary(name, value, { noNullPrototype: true });

const plans: fc.Arbitrary<Plan> = fc.record({
  cloud: nullable(fc.webUrl()),
  createdAt: nullable(moment),
  limits,
  classes: fc.record({ attached: nullable(fc.record(schedule)), root: nullable(fc.record(schedule)) }),
  actions: fc.uniqueArray(action, {
    minLength: 1,
    maxLength: 5,
    selector: ({ parameters }) => parameters.resourceId,
  }),
  skipped: fc.array(fc.record({ resourceId: fc.uuid(), reasons: fc.array(anyText) }), { maxLength: 3 }),
  pools: fc.array(fc.record({ name: anyText, before: figures, after: figures }), { maxLength: 3 }),
  empties: fc.array(fc.constantFrom('node1@ssd#fast', 'h@b#p', 'a.b@c-d#e_f'), { maxLength: 3 }),
  notes: fc.array(anyText, { maxLength: 3 }),
});

/** Whether the file is read; fails on any error but InvalidPlanError. */
function isRead(file: string | Uint8Array): boolean {
  try {
    readPlan(file);
    return true;
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    expect(error.problems.length).toBeLessThanOrEqual(51);
    expect(error.problems.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
    return false;
  }
}

test.each([
  ['json', 300],
  ['yaml', 100],
] as const)('a plan that is written as %s is read as the same plan', (format, tries) => {
  fc.assert(
    fc.property(plans, (plan) => {
      const written = formatPlan(plan, format);
      expect(readPlan(written)).toEqual(plan);
      expect(readPlan(new TextEncoder().encode(written))).toEqual(plan);
      expect(formatPlan(readPlan(written), format)).toBe(written);
    }),
    { numRuns: runs(tries) },
  );
});

const key = fc.constantFrom(
  ...[
    'version',
    'cloud',
    'limits',
    'total',
    'pools',
    'classes',
    'root',
    'actions',
    'skipped',
    'empties',
    'notes',
    'next',
  ],
  ...[
    'resource_id',
    'destination_node',
    'window',
    'from',
    'to',
    'days',
    'time_zone',
    'not_before',
    'name',
    'before',
  ],
  ...[
    'UUID',
    'State',
    'Action',
    'Parameters',
    'uuid',
    'action_type',
    'input_parameters',
    '__proto__',
    'constructor',
  ],
);
const leaf = fc.oneof(
  fc.constantFrom(1, 'PENDING', 'volume_migrate', '22:00-06:00 UTC', null, true),
  fc.uuid(),
  fc.jsonValue(),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('tree'), { maxLength: 4 }),
  object: fc.dictionary(key, tie('tree'), { maxKeys: 5, noNullPrototype: true }),
}));

test('JSON and YAML made of the keys of plans and exports is read, or rejected with InvalidPlanError', () => {
  fc.assert(
    fc.property(tree, (data) => {
      isRead(JSON.stringify(data));
      isRead(stringify(data));
      if (Array.isArray(data)) isRead(data.map((item) => JSON.stringify(item)).join('\n'));
    }),
    { numRuns: runs(1_000) },
  );
});

test.each([
  ['text', fc.string({ unit: 'binary', maxLength: 200 })],
  [
    'text of the characters of YAML',
    fc.string({ unit: fc.constantFrom(...'{}[]:,-#&*!|>\'"%@`?~ \n\tab1'), maxLength: 60 }),
  ],
  ['JSON', fc.json()],
  ['bytes', fc.uint8Array({ maxLength: 100 })],
])('no %s makes reading fail in another way', (_, file) => {
  fc.assert(
    fc.property(file as fc.Arbitrary<string | Uint8Array>, (given) => {
      isRead(given);
    }),
    { numRuns: runs(1_000) },
  );
});

test('a plan file that was damaged at one place is read, or rejected with InvalidPlanError', () => {
  const damage = fc.record({
    plan: plans,
    format: fc.constantFrom('json' as const, 'yaml' as const),
    at: fc.nat(),
    put: fc.constantFrom('', '"', '{', ']', ',', ':', '\n', '*', '&a ', '\u0000'),
  });
  fc.assert(
    fc.property(damage, ({ plan, format, at, put }) => {
      const written = formatPlan(plan, format);
      const place = at % written.length;
      isRead(written.slice(0, place) + put + written.slice(place + 1));
      isRead(written.slice(0, place));
    }),
    { numRuns: runs(150) },
  );
});
