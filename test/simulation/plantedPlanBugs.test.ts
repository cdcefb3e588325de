// Bugs that are planted in the dispatcher, the journal and the network: the judge of whole plans finds each.
import { afterEach, expect, test } from 'vitest';
import { enqueueActions } from 'xstate';
import { assigns } from '../../machines/plan/assigns.ts';
import type { PlanContext } from '../../machines/plan/context.ts';
import { moveCall } from '../../machines/plan/events.ts';
import { withLimits } from '../../machines/plan/initial.ts';
import { planMachine } from '../../machines/plan/machine.ts';
import { slotsToTake, withStart } from '../../machines/plan/moves.ts';
import { nextMove } from '../../machines/plan/nextMove.ts';
import { spaceSlot, UNLIMITED } from '../../machines/plan/slots.ts';
import type { MoveEnd } from '../../machines/plan/types.ts';
import type { JournalStore } from '../../src/index.ts';
import { brokenInPlans } from './wholePlans/judgePlans.ts';
import type { Plant } from './wholePlans/planSimulation.ts';
import { playPlans } from './wholePlans/playPlans.ts';
import { randomPlans } from './wholePlans/randomPlans.ts';

const implemented = planMachine.implementations as unknown as Record<
  'guards' | 'actions',
  Record<string, unknown>
>;
const right = { guards: { ...implemented.guards }, actions: { ...implemented.actions } };
// Other files share the machine.
afterEach(() => {
  Object.assign(implemented.guards, right.guards);
  Object.assign(implemented.actions, right.actions);
});

type Changed = (context: PlanContext, event: never) => Partial<PlanContext>;

const assigning = (change: Changed): unknown =>
  enqueueActions(({ context, event, enqueue }) =>
    enqueue.assign(change(context as PlanContext, event as never) as never),
  );

/** Starts moves by a context from which something is missing. */
function dispatchBy(without: (context: PlanContext) => PlanContext): void {
  const kept = new WeakMap<PlanContext, PlanContext>();
  const seen = (context: PlanContext): PlanContext => {
    const less = kept.get(context) ?? without(context);
    kept.set(context, less);
    return less;
  };
  implemented.guards['canStartMove'] = ({ context }: { readonly context: PlanContext }) =>
    nextMove(seen(context)) !== null;
  implemented.actions['startMove'] = enqueueActions(({ context: given, enqueue }) => {
    const context = given as PlanContext;
    const n = nextMove(seen(context));
    if (n === null) return;
    const { parameters } = context.input.moves[n] ?? {};
    enqueue.assign(withStart(context, n) as never);
    const input = { n, parameters, slots: slotsToTake(seen(context), n) };
    enqueue.spawnChild('makeMove' as never, { id: moveCall(n), input } as never);
  });
}

const isSpace = (slot: string): boolean => slot.startsWith(spaceSlot(''));

const withoutSpace = (slots: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(slots).filter(([slot]) => !isSpace(slot)));

/** A journal that counts the space of runs, and refuses none for it. */
const withoutSpaceLimits = (store: JournalStore): JournalStore => ({
  ...store,
  hold: ({ slots = {}, ...claim }) => {
    const limits = Object.entries(slots).map(([slot, limit]) => [slot, isSpace(slot) ? UNLIMITED : limit]);
    return store.hold({ ...claim, slots: Object.fromEntries(limits) });
  },
});

/** A journal that does not say which runs have ended since a time. */
const withoutEndedRuns = (store: JournalStore): JournalStore => ({
  ...store,
  list: ({ endedSince: _, ...filter } = {}) => store.list(filter),
});

interface Bug {
  readonly title: string;
  /** The first seed to play. Few workloads find some bugs. @default 1 */
  readonly from?: number;
  readonly plant: () => Plant;
  readonly breaks: RegExp;
}

const bugs: readonly Bug[] = [
  {
    title: 'limits that are ignored',
    plant: () => {
      dispatchBy((context) => withLimits(context, { total: 50, perPool: 50 }));
      return {};
    },
    breaks: /moves at once hold .*, of which plan \d allows/,
  },
  {
    title: 'limits that only count the moves of the plan itself',
    plant: () => ({
      store: (store) => ({ ...store, hold: ({ slots: _, ...claim }) => store.hold(claim) }),
    }),
    breaks: /moves at once hold .*, of which plan \d allows/,
  },
  {
    title: 'slots that are not free again after a move that another process has started',
    plant: () => {
      implemented.actions['endMove'] = assigning((context, event: { readonly output: MoveEnd }) => {
        const after = assigns.endMove(context, event as never);
        return event.output.elapsedMs === null ? { ...after, inUse: context.inUse } : after;
      });
      return {};
    },
    breaks: /has not ended after|waited at .* although all of its slots were free/,
  },
  {
    title: 'moves that are started twice',
    plant: () => ({
      travel: (travel) => async (request) => {
        const reply = await travel(request);
        return request.call.includes('/action os-') ? await travel(request).then(() => reply) : reply;
      },
    }),
    breaks: /asked Cinder 2 times to move its volume/,
  },
  {
    title: 'space that moves on their way will take, ignored',
    from: 115,
    plant: () => {
      dispatchBy((context) => ({ ...context, booked: {}, arrivals: [] }));
      return {};
    },
    breaks: /pool \S+ held volumes of \d+ GiB/,
  },
  {
    title: 'space that the moves of other plans will take, ignored',
    from: 83,
    plant: () => {
      dispatchBy((context) => ({ ...context, others: withoutSpace(context.others), otherArrivals: {} }));
      return { store: withoutSpaceLimits };
    },
    breaks: /pool \S+ held volumes of \d+ GiB/,
  },
  {
    title: 'space that two plans take at the same moment',
    from: 587,
    plant: () => ({ store: withoutSpaceLimits }),
    breaks: /pool \S+ held volumes of \d+ GiB/,
  },
  {
    title: 'space that the moves of other plans have just taken, ignored',
    from: 310,
    plant: () => ({ store: withoutEndedRuns }),
    breaks: /pool \S+ held volumes of \d+ GiB/,
  },
  {
    title: 'runs that two processes may drive',
    plant: () => ({
      store: (store) => ({ ...store, hold: (claim) => store.hold(claim).catch(() => undefined) }),
    }),
    breaks: /which process \d+ has driven since/,
  },
  {
    title: 'failures that count as successes',
    plant: () => {
      implemented.actions['endMove'] = assigning((context, event: { readonly output: MoveEnd }) =>
        assigns.endMove(context, { ...event, output: { ...event.output, status: 'SUCCEEDED' } } as never),
      );
      return {};
    },
    breaks: /SUCCEEDED, but/,
  },
];

const MOST_SEEDS = 400;

test.each(bugs)('$title', { timeout: 300_000 }, async ({ plant, breaks, from = 1 }) => {
  const planted = plant();
  for (let seed = from; seed < from + MOST_SEEDS; seed += 1) {
    const broken = brokenInPlans(await playPlans(randomPlans(seed), { plant: planted }));
    if (broken.some((rule) => breaks.test(rule))) return;
  }
  expect.fail(`no workload of ${MOST_SEEDS} seeds has found it`);
});
