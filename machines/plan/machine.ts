// The dispatcher of many moves, as a statechart: starts each move as soon as every limit allows it.
import { type AnyStateMachine, assign, enqueueActions, setup } from 'xstate';
import type { MigrationParameters } from '../types.ts';
import { actors, type MoveCallInput } from './actors.ts';
import { assigns } from './assigns.ts';
import type { PlanContext } from './context.ts';
import { moveCall, moveOf, type PlanEvent } from './events.ts';
import { guards } from './guards.ts';
import { initialContext } from './initial.ts';
import { slotsToTake, withStart } from './moves.ts';
import { nextMove } from './nextMove.ts';
import { destinationsOf } from './queues.ts';
import { resultOf } from './result.ts';
import type { PlanInput, PlanSchedule } from './types.ts';

type Assign = (context: PlanContext, event: PlanEvent) => Partial<PlanContext>;

const named = Object.fromEntries(
  Object.entries(assigns).map(([name, toUpdate]) => [
    name,
    assign<PlanContext, PlanEvent, undefined, PlanEvent, never>(({ context, event }) =>
      (toUpdate as Assign)(context, event),
    ),
  ]),
) as unknown as {
  readonly [K in keyof typeof assigns]: ReturnType<
    typeof assign<PlanContext, PlanEvent, undefined, PlanEvent, never>
  >;
};

const planSetup = setup({
  types: {} as { context: PlanContext; events: PlanEvent; input: PlanInput },
  actors,
  guards,
  actions: {
    ...named,
    /** Starts the next move, as a call of its own. */
    startMove: enqueueActions(({ context, enqueue }) => {
      const n = nextMove(context);
      if (n === null) return;
      const parameters = context.input.moves[n]?.parameters as MigrationParameters;
      const input: MoveCallInput = { n, parameters, slots: slotsToTake(context, n) };
      enqueue.assign(withStart(context, n));
      enqueue.spawnChild('makeMove', { id: moveCall(n), input });
    }),
    /** The call of a move has ended. */
    dropCall: enqueueActions(({ event, enqueue }) => void enqueue.stopChild(moveCall(moveOf(event)))),
  },
});

/** Requests of users while the plan reads the cloud. */
const requestsWhileReading = {
  pause: { guard: 'isNewRequest', actions: ['noteRequest', 'notePauseEarly'] },
  resume: { guard: 'isNewRequest', actions: ['noteRequest', 'noteResumeEarly'] },
  changeLimits: { guard: 'isNewRequest', actions: ['noteRequest', 'noteLimits'] },
  cancelWaiting: {
    guard: 'isNewRequest',
    target: 'judging',
    actions: ['noteRequest', 'noteCancelWaiting'],
  },
  cancelRunning: {
    guard: 'isNewRequest',
    target: 'judging',
    actions: ['noteRequest', 'noteCancelRunning'],
  },
  cancel: { target: 'judging', actions: 'noteCancelRunning' },
} as const;

const machine = planSetup.createMachine({
  id: 'plan',
  version: '1',
  context: ({ input }) => initialContext(input),
  initial: 'surveying',
  states: {
    surveying: {
      description: 'Reads where the volumes are',
      invoke: [
        {
          id: 'surveyVolumes',
          src: 'surveyVolumes',
          input: ({ context }) => ({ moves: context.input.moves }),
          onDone: { target: 'readingPools', actions: 'noteFacts' },
          onError: { target: 'failed', actions: 'noteFailure' },
        },
        { id: 'watchRequests', src: 'watchRequests', input: ({ context }) => afterLast(context) },
      ],
      on: requestsWhileReading,
    },
    readingPools: {
      description: 'Reads how much room the pools have: the first moves must not overfill them',
      invoke: [
        {
          id: 'readPools',
          src: 'readPools',
          input: ({ context }) => ({ pools: destinationsOf(context) }),
          onDone: { target: 'applying', actions: 'noteFirstFigures' },
          // A user who may not read the pools moves volumes without knowing their capacity.
          onError: { target: 'applying' },
        },
        { id: 'watchRequests', src: 'watchRequests', input: ({ context }) => afterLast(context) },
      ],
      always: { guard: 'hasNoDestinationPool', target: 'applying' },
      on: requestsWhileReading,
    },
    applying: {
      description: 'Makes the moves within the limits',
      initial: 'dispatching',
      invoke: [
        { id: 'watchRequests', src: 'watchRequests', input: ({ context }) => afterLast(context) },
        { id: 'watchPools', src: 'watchPools', input: ({ context }) => ({ pools: destinationsOf(context) }) },
        { id: 'watchOtherRuns', src: 'watchOtherRuns', input: {} },
        {
          id: 'watchClock',
          src: 'watchClock',
          input: ({ context }) => ({ schedules: allSchedules(context) }),
        },
      ],
      on: {
        'xstate.done.actor.move.*': { actions: ['dropCall', 'endMove'] },
        'xstate.error.actor.move.*': [
          { guard: 'isLimitReached', actions: ['dropCall', 'returnMove'] },
          { guard: 'isVolumeHeld', actions: ['dropCall', 'holdMove'] },
          { guard: 'isUnwritable', target: '.stopping', actions: ['dropCall', 'returnMove'] },
          { actions: ['dropCall', 'failMove'] },
        ],
        poolFigures: { actions: 'noteFigures' },
        otherRuns: { actions: 'noteOthers' },
        clock: { actions: 'noteTime' },
        changeLimits: { guard: 'isNewRequest', actions: ['noteRequest', 'noteLimits'] },
        cancelWaiting: {
          guard: 'isNewRequest',
          target: '.stopping',
          actions: ['noteRequest', 'noteCancelWaiting'],
        },
        cancelRunning: {
          guard: 'isNewRequest',
          target: '.cancelling',
          actions: ['noteRequest', 'noteCancelRunning'],
        },
        cancel: { target: '.cancelling', actions: 'noteCancelRunning' },
      },
      states: {
        dispatching: {
          description: 'Starts every move that can start',
          always: [
            { guard: 'isPausedEarly', target: 'paused', actions: 'noteResumeEarly' },
            { guard: 'isDone', target: '#plan.judging' },
            { guard: 'hasTooManyFailures', target: 'stopping' },
            { guard: 'hasMoveAfterFailure', actions: 'skipDependent' },
            { guard: 'canStartMove', actions: 'startMove' },
            { guard: 'hasMoveWithoutRoom', actions: 'skipMove' },
            { guard: 'isHeldByInterruptedRuns', actions: 'skipHeldMoves' },
            { guard: 'isHeldByFailures', target: '#plan.judging' },
          ],
          on: {
            pause: { guard: 'isNewRequest', target: 'paused', actions: 'noteRequest' },
            resume: { guard: 'isNewRequest', actions: ['noteRequest', 'forgetFailures'] },
          },
        },
        paused: {
          description: 'Starts no moves until somebody resumes the plan',
          on: {
            resume: {
              guard: 'isNewRequest',
              target: 'dispatching',
              actions: ['noteRequest', 'forgetFailures'],
            },
          },
          always: { guard: 'isDone', target: '#plan.judging' },
        },
        stopping: {
          description: 'Starts no more moves, and waits for the running ones',
          always: { guard: 'isIdle', target: '#plan.judging' },
        },
        cancelling: {
          description: 'Cancels the running moves, and waits for them',
          invoke: { id: 'cancelMoves', src: 'cancelMoves', input: {} },
          always: { guard: 'isIdle', target: '#plan.judging' },
          on: { cancel: {}, cancelWaiting: {}, cancelRunning: {} },
        },
      },
    },
    judging: {
      description: 'How did the plan end?',
      always: [
        { guard: 'hasPoolsToEmpty', target: 'listingWhatIsLeft' },
        { guard: 'isCancelled', target: 'cancelled' },
        { guard: 'isSucceeded', target: 'succeeded' },
        { target: 'failed' },
      ],
    },
    listingWhatIsLeft: {
      description: 'Lists the pools that were to be emptied',
      invoke: {
        id: 'listLeft',
        src: 'listLeft',
        input: ({ context }) => ({ pools: context.input.empties ?? [] }),
        onDone: { target: 'judging', actions: 'noteLeft' },
        onError: { target: 'judging', actions: 'noteUnlisted' },
      },
      on: { cancel: { target: 'judging', actions: ['noteCancelRunning', 'noteNotListed'] } },
    },
    succeeded: { type: 'final', description: 'Every volume has moved, or already was where it should be' },
    failed: { type: 'final', description: 'Some volumes were not moved' },
    cancelled: { type: 'final', description: 'The plan was cancelled' },
  },
  output: ({ context }) => resultOf(context),
});

const afterLast = ({ lastMessage }: PlanContext) => ({ after: lastMessage });

const allSchedules = ({ queues }: PlanContext): PlanSchedule[] => [
  ...new Map(
    queues.queues.flatMap(({ schedules }) => schedules.map((one) => [JSON.stringify(one), one])),
  ).values(),
];

/**
 * One plan. Input: `PlanInput`; events: `PlanEvent`; output: `PlanResult`. It has no I/O, no clock, no random numbers and no
 * timers: what the cloud shows, how each move ends, the time and the requests of people enter as events.
 */
export const planMachine: AnyStateMachine = machine;
