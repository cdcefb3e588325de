// Strategies of your own: what they may leave out, what is wrong with them, and the draft that they fill.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createPlanDraft, makePlan, type OwnStrategy, type PlanDraft } from '../../src/index.ts';
import { buildView, caseProblems, poolName, type TestCloud } from '../../src/strategies/testing/index.ts';
import type { CloudView } from '../../src/strategies/view/types.ts';

const CLOUD: TestCloud = {
  pools: { A: [1000, 100], B: [100, 50] },
  volumes: [{ id: 'a', pool: 'A', sizeGib: 20 }],
};
const VIEW = buildView(CLOUD);

test('a proposal may leave out everything but a volume and where it goes', () => {
  const plan = makePlan(
    {
      propose: () => ({
        actions: [{ parameters: { resourceId: 'a', destinationNode: poolName('B') } }],
      }),
    },
    VIEW,
  );
  expect(plan).toMatchObject({
    actions: [
      {
        parameters: {
          ...{ resourceId: 'a', migrationType: 'migrate', destinationNode: 'B@B#B', destinationType: null },
          ...{ swapMethod: 'auto', allowEncryptionChange: false },
        },
        ...{ resourceName: 'a', reason: null, notBefore: null, window: null },
      },
    ],
    ...{ skipped: [], limits: {}, empties: [], notes: [] },
    pools: [
      { name: 'A@A#A', before: { used_gib: 900 }, after: { used_gib: 880 } },
      { name: 'B@B#B', before: { volumes: 0, used_gib: 50 }, after: { volumes: 1, used_gib: 70 } },
    ],
  });
});

test('with only a type, an action is a retype', () => {
  const propose = () => ({ actions: [{ parameters: { resourceId: 'a', destinationType: 'X' } }] });
  expect(makePlan({ propose }, VIEW).actions[0]?.parameters.migrationType).toBe('retype');
});

test.each<[string, OwnStrategy['parameters'], unknown, RegExp | null]>([
  ['a JSON Schema', { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }, {}, /n: /],
  ['a JSON Schema, met', { type: 'object', properties: { n: { type: 'integer' } } }, { n: 1 }, null],
  [
    'a zod schema',
    z.strictObject({ name: z.number() }) as never,
    { nam: 1 },
    /name: .*nam: unknown key \(did you mean name\?\)/,
  ],
  ['none: then nothing may be given', undefined, { n: 1 }, /n: unknown key/],
  ['none, and nothing is given', undefined, {}, null],
])('the parameters of a strategy: %s', (_, parameters, given, message) => {
  const strategy: OwnStrategy = {
    ...(parameters === undefined ? {} : { parameters }),
    propose: () => ({ actions: [] }),
  };
  const plan = () => makePlan(strategy, VIEW, given);
  if (message === null) expect(plan().actions).toEqual([]);
  else expect(plan).toThrow(message);
});

test.each<[string, unknown, readonly string[]]>([
  [
    'nothing',
    undefined,
    ['strategy own strategy: propose: expected a function (view, parameters, draft) => proposal'],
  ],
  [
    'several mistakes at once',
    { propose: 1, parameters: { type: 'string' }, name: 7 },
    [
      'strategy own strategy: propose: expected a function (view, parameters, draft) => proposal',
      'strategy own strategy: parameters: expected a JSON Schema of an object, or a zod schema',
      'strategy own strategy: name: expected text',
    ],
  ],
])('what is no strategy is refused: %s', (_, strategy, faults) => {
  expect(() => makePlan(strategy as OwnStrategy, VIEW)).toThrow(expect.objectContaining({ faults }));
});

test.each<[string, unknown, readonly string[]]>([
  ['nothing', undefined, ['the strategy proposed nothing: expected an object with actions']],
  ['a promise', Promise.resolve(), ['the strategy proposed a promise: propose must not be async']],
  [
    'several mistakes at once',
    { actions: [{}, { parameters: {} }], skipped: [{ resourceId: 'a' }], notes: 'none' },
    [
      'notes: expected a list, got "none"',
      'actions[0].parameters: expected an object, got nothing',
      'actions[1].parameters.resourceId: expected the ID of a volume, got nothing',
      'actions[1].parameters: expected a destinationNode or a destinationType',
      'skipped[0]: expected an object with resourceId and reasons, got {"resourceId":"a"}',
    ],
  ],
])('what is no proposal is refused: %s', (_, proposal, problems) => {
  expect(() => makePlan({ propose: () => proposal as never }, VIEW)).toThrow(
    expect.objectContaining({ code: 'InvalidPlan', problems }),
  );
});

test('what a strategy throws says which strategy, and where', () => {
  const cause = new Error('no such thing');
  const propose = (): never => {
    throw cause;
  };
  expect(() => makePlan({ name: 'mine', propose }, VIEW)).toThrow(
    expect.objectContaining({
      ...{ code: 'StrategyFailed', cause },
      message: expect.stringMatching(/^strategy mine failed: no such thing \(at .*ownStrategy\.test\.ts:\d+/),
    }),
  );
});

/** Moves every volume of A, in the order of the IDs. */
const emptyA = (move: (draft: PlanDraft, volume: CloudView['volumes'][number]) => void): OwnStrategy => ({
  propose: ({ volumes }, _, draft) => {
    const own = volumes.filter(({ host }) => host === poolName('A'));
    for (const volume of own.toSorted((one, other) => (one.id < other.id ? -1 : 1))) move(draft, volume);
    return draft;
  },
});
const toB = emptyA((draft, volume) => draft.migrate(volume, poolName('B'), 'A is emptied'));
const toX = emptyA((draft, volume) => draft.retype(volume, 'X', 'X is cheaper'));
const three = ['a', 'b', 'c'].map((id) => ({ id, pool: 'A', sizeGib: 20 }));
const TYPES = { T: {}, X: { volume_backend_name: 'B' } };

describe('a draft', () => {
  test.each<[string, OwnStrategy, TestCloud, readonly string[], Readonly<Record<string, RegExp>>]>([
    [
      'sums the room over its moves',
      toB,
      { pools: CLOUD.pools, volumes: three },
      ['a to B', 'b to B'],
      { c: /has 50 GiB free, but the volume needs 60 GiB\n.*40 GiB are brought to B@B#B/ },
    ],
    [
      'names everything that is against a move, the room too',
      toB,
      { pools: CLOUD.pools, volumes: [{ id: 'a', pool: 'A', sizeGib: 90, snapshots: 1 }] },
      [],
      { a: /has 50 GiB free.*\n.*snapshot/s },
    ],
    [
      'does not know the pool',
      emptyA((draft, volume) => draft.migrate(volume, 'Z', 'away')),
      CLOUD,
      [],
      { a: /known pools: A@A#A, B@B#B/ },
    ],
    [
      'sums the quota over its retypes',
      toX,
      {
        ...{ pools: CLOUD.pools, volumes: three, types: TYPES },
        quotas: { P: [{ name: 'volumes_X', limit: 1, inUse: 0, reserved: 0 }] },
      },
      ['a to type X'],
      { b: /volumes_X: 2 of 1/, c: /volumes_X: 2 of 1/ },
    ],
    [
      'sums the room where Cinder puts its retypes',
      toX,
      { pools: CLOUD.pools, volumes: three, types: TYPES },
      ['a to type X', 'b to type X'],
      { c: /needs 60 GiB/ },
    ],
    ['does not know the type', toX, CLOUD, [], { a: /known volume types: T/ }],
    [
      'retypes in place without room or a move',
      toX,
      { pools: { A: [100, 0] }, volumes: [{ id: 'a', pool: 'A', sizeGib: 20 }], types: { T: {}, X: {} } },
      ['a to type X'],
      {},
    ],
  ])('%s', (_, strategy, cloud, moves, skips) => {
    expect(caseProblems(strategy, { cloud, moves, skips }, { except: ['settles'] })).toEqual([]);
  });

  test('refuses a volume that is in the plan already, and one that is skipped without a reason', () => {
    const draft = createPlanDraft(VIEW);
    const volume = VIEW.volumes[0] as (typeof VIEW.volumes)[number];
    expect(() => draft.skip(volume)).toThrow('volume a is skipped without a reason');
    draft.migrate(volume, poolName('B'), 'x');
    expect(() => draft.migrate(volume, poolName('B'), 'x')).toThrow('volume a is in the plan already');
  });
});
