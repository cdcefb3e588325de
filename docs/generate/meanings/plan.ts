// What the codes mean: a move of a plan was not made.
import type { MeaningGroup } from './types.ts';

export default {
  title: 'A move of a plan was not made',
  intro:
    'Most of these codes are for single moves. Apply the plan again to retry them: volumes that are already in place are not moved again.',
  meanings: {
    EarlierMoveNotMade: {
      cause: 'A move under `after` was not made, so this one was skipped.',
      remedy: 'Find out why the earlier move was not made.',
    },
    NoCommonHours: {
      cause: 'The windows that apply to the move are never open at the same time.',
      remedy: 'Change `window`, `classes` or `not_before` in the plan.',
    },
    PoolOutOfService: {
      cause: 'The destination was out of service for at least two minutes.',
      remedy: 'Check its service with `volume-migrate pools`, then apply the plan again.',
    },
    VolumeHeld: {
      cause: 'Another run has the volume. If no process drives that run, the move is skipped.',
      remedy: 'Resume the other run with the command in the reason.',
    },
    LimitReached: {
      cause:
        'A pool or a server already has as many runs as its limit allows: a move of a plan waits for them. Or 500 plans are open on Restate.',
      remedy: 'Wait, or raise the limits of the plan (`volume-migrate limits PLAN`).',
    },
    PlanTooOld: {
      cause: 'The plan is more than a day old: volumes may have moved or changed.',
      remedy: 'Make a new plan, or add `--old`.',
    },
    PlanForOtherCloud: {
      cause: 'The plan was made for another cloud.',
      remedy: 'Select that cloud with `--cloud`, or add `--other-cloud`.',
    },
    InvalidPlan: {
      cause: 'The plan file cannot be used. Every problem is listed with its line.',
      remedy: 'Correct the file. [Plan files](../plan-files.md) describes its format.',
    },
    StrategyFailed: {
      cause: 'Your strategy threw an error. The message says where.',
      remedy: 'Correct the strategy. [Write your own strategy](../own-strategy.md) shows how to test it.',
    },
  },
} satisfies MeaningGroup;
