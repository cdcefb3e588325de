// Which moves of one plan wait and which run, by pool, from the records of the plan.
import type { MoveFacts, PlanInput } from '../../machines/plan/types.ts';
import type { WorkflowRecord } from '../engine/records.ts';

/** The moves of one pool. */
export interface PoolCount {
  readonly pool: string;
  /** Moves out of the pool, or into it. */
  readonly side: 'source' | 'destination';
  waiting: number;
  running: number;
}

type Standing = 'waiting' | 'running' | 'over';

export class PlanMoves {
  readonly #counts = new Map<string, PoolCount>();
  #moves: PlanInput['moves'] = [];
  #facts: readonly MoveFacts[] = [];
  readonly #standing = new Map<number, Standing>();

  /** Adds the next record of the plan. */
  record(record: WorkflowRecord): void {
    if (record.kind === 'started') this.#moves = (record.input as PlanInput).moves;
    if (record.kind === 'intent' && isMove(record.call)) this.#set(numberOf(record.call), 'running');
    if (record.kind === 'ended') for (const n of [...this.#standing.keys()]) this.#set(n, 'over');
    if (record.kind !== 'event') return;
    const { event } = record;
    if (event.type === 'done' && event.call === 'surveyVolumes') this.#survey(event.output);
    if (event.type === 'done' && isMove(event.call)) this.#set(numberOf(event.call), 'over');
    // A move that met a limit waits again.
    if (event.type === 'failed' && isMove(event.call))
      this.#set(numberOf(event.call), RETURNED.has(event.fault.code) ? 'waiting' : 'over');
  }

  /** The pools that have had moves. */
  counts(): Iterable<PoolCount> {
    return this.#counts.values();
  }

  #survey(output: unknown): void {
    this.#facts = output as readonly MoveFacts[];
    for (const [n, { state }] of this.#facts.entries()) if (state === 'waiting') this.#set(n, 'waiting');
  }

  #set(n: number, standing: Standing): void {
    const before = this.#standing.get(n);
    if (standing === 'over') this.#standing.delete(n);
    else this.#standing.set(n, standing);
    for (const count of this.#countsOf(n)) {
      if (before === 'waiting' || before === 'running') count[before] -= 1;
      if (standing !== 'over') count[standing] += 1;
    }
  }

  #countsOf(n: number): PoolCount[] {
    const { destinationNode = null, destinationType = null } = this.#moves[n]?.parameters ?? {};
    const source = this.#facts[n]?.source ?? null;
    const destination = destinationNode ?? (destinationType === null ? null : `type ${destinationType}`);
    return [
      ...(source === null ? [] : [this.#countOf('source', source)]),
      ...(destination === null ? [] : [this.#countOf('destination', destination)]),
    ];
  }

  #countOf(side: PoolCount['side'], pool: string): PoolCount {
    const key = `${side} ${pool}`;
    const known = this.#counts.get(key) ?? { pool, side, waiting: 0, running: 0 };
    this.#counts.set(key, known);
    return known;
  }
}

const RETURNED: ReadonlySet<string> = new Set(['LimitReached', 'VolumeHeld', 'JournalUnwritable']);

const isMove = (call: string): boolean => call.startsWith('move.');
const numberOf = (call: string): number => Number(call.slice('move.'.length));
