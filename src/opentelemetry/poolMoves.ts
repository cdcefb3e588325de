// How many moves of the plans that this process drives wait for each pool, and run on it.
import type { Attributes, Meter, ObservableResult } from '@opentelemetry/api';
import type { WorkflowEntry } from '../engine/records.ts';
import { PLAN_WORKFLOW } from '../plan/name.ts';
import { PlanMoves } from './planMoves.ts';

export interface PoolMoves {
  readonly record: (runId: string, entry: WorkflowEntry) => void;
  readonly left: (runId: string) => void;
}

const GAUGE = {
  description: 'Moves of plans that wait for a pool, or run on it',
  unit: '{move}',
};

/** The gauge `volume_migrate.plan.pool.moves`. */
export function createPoolMoves(meter: Meter): PoolMoves {
  const plans = new Map<string, PlanMoves>();
  meter.createObservableGauge('volume_migrate.plan.pool.moves', GAUGE).addCallback((result) => {
    for (const [planId, moves] of plans) observe(result, planId, moves);
  });
  return {
    record: (runId, entry) => {
      const { record } = entry;
      if (record.kind === 'started' && record.workflow === PLAN_WORKFLOW) plans.set(runId, new PlanMoves());
      plans.get(runId)?.record(record);
    },
    left: (runId) => void plans.delete(runId),
  };
}

function observe(result: ObservableResult, planId: string, moves: PlanMoves): void {
  for (const { pool, side, waiting, running } of moves.counts()) {
    const of: Attributes = {
      'volume_migrate.plan.id': planId,
      ...{ 'volume_migrate.pool': pool, 'volume_migrate.pool.side': side },
    };
    result.observe(waiting, { ...of, 'volume_migrate.move.state': 'waiting' });
    result.observe(running, { ...of, 'volume_migrate.move.state': 'running' });
  }
}
