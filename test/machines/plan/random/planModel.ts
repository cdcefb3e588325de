// The rules of a plan once more, by brute force: what may start, computed from the whole history and not from the machine's own sums.
import { at } from '../../../../machines/plan/chunks.ts';
import type { PlanContext } from '../../../../machines/plan/context.ts';
import type { OtherArrival, OtherRuns } from '../../../../machines/plan/events.ts';
import { FIGURES_LAG_MS } from '../../../../machines/plan/ledger.ts';
import type {
  MoveEnd,
  MoveFacts,
  PlanInput,
  PlanLimits,
  PlanSchedule,
  PoolFigures,
  VolumeHolder,
} from '../../../../machines/plan/types.ts';
import { isOpen } from '../../../../machines/plan/windows.ts';
import { roomReasons } from '../../../../machines/roomReasons.ts';

/** An ended move: when the cloud showed it. */
interface Ended {
  readonly n: number;
  readonly end: MoveEnd;
}

/** What has happened to a plan so far. */
export class PlanModel {
  readonly input: PlanInput;
  readonly facts: readonly MoveFacts[];
  limits: PlanLimits;
  readonly running = new Set<number>();
  readonly ended: Ended[] = [];
  readonly startsOf = new Map<number, number>();
  others: Readonly<Record<string, number>> = {};
  contended = new Set<string>();
  interrupted: NonNullable<OtherRuns['interrupted']> = {};
  /** What other runs have brought to pools, by run. */
  readonly otherArrivals = new Map<string, OtherArrival>();
  holders = new Map<number, VolumeHolder>();
  /** All figures that were read, in order. */
  readonly readings: { readonly readAtMs: number; readonly pools: readonly PoolFigures[] }[] = [];
  figures: { readonly readAtMs: number; readonly pools: readonly PoolFigures[] } | null = null;
  nowMs: number | null = null;
  // The ends before it say nothing any more: a person has resumed the plan.
  #forgivenEnds = 0;
  readonly pausedSlots = new Set<string>();

  constructor(input: PlanInput, facts: readonly MoveFacts[]) {
    this.input = input;
    this.facts = facts;
    this.limits = input.limits;
  }

  /** The slots of a move with their limits. */
  slotsOf(n: number): ReadonlyMap<string, number> {
    const {
      total = 8,
      perPool = 2,
      perSource,
      perDestination,
      perBackend,
      perPair,
      pools = {},
    } = this.limits;
    const { source, serverIds } = this.facts[n] as MoveFacts;
    const destination = this.destinationOf(n);
    const slots = new Map([['total', total]]);
    slots.set(`destination ${destination}`, pools[destination]?.destination ?? perDestination ?? perPool);
    for (const id of serverIds) slots.set(`server ${id}`, 1);
    const backends = [source ?? '', destination].filter((pool) => pool.includes('@'));
    if (perBackend !== undefined)
      for (const pool of backends) slots.set(`backend ${pool.split('#')[0]}`, perBackend);
    if (source === null) return slots;
    slots.set(`source ${source}`, pools[source]?.source ?? perSource ?? perPool);
    if (perPair !== undefined) slots.set(`pair ${source} ${destination}`, perPair);
    return slots;
  }

  destinationOf(n: number): string {
    const { destinationNode, destinationType } = this.input.moves[n]?.parameters ?? {};
    return destinationNode ?? `type ${destinationType}`;
  }

  inUse(slot: string): number {
    return [...this.running].filter((n) => this.slotsOf(n).has(slot)).length;
  }

  isOpen(n: number): boolean {
    const { serverIds, isRoot } = this.facts[n] as MoveFacts;
    const { classes, moves } = this.input;
    const applying: (PlanSchedule | null | undefined)[] = [
      moves[n],
      serverIds.length > 0 ? classes.attached : null,
      isRoot ? classes.root : null,
    ];
    const schedules = applying.flatMap((one) => one ?? []);
    if (schedules.every(({ notBefore, window }) => notBefore === null && window === null)) return true;
    return this.nowMs !== null && schedules.every((one) => isOpen(one, this.nowMs as number));
  }

  /** GiB that a pool's figures may not show. */
  onTheWayTo(pool: string): number {
    const size = (n: number): number => this.facts[n]?.sizeGib ?? 0;
    const arriving = [...this.running].filter((n) => this.destinationOf(n) === pool);
    const arrived = this.unseenEnds().filter(({ n }) => this.destinationOf(n) === pool);
    const own = [...arriving, ...arrived.map(({ n }) => n)].reduce((sum, n) => sum + size(n), 0);
    const ofOthers = this.unseenOfOthers(pool).reduce((sum, { sizeGib }) => sum + sizeGib, 0);
    return own + this.bookedByOthers(pool) + ofOthers;
  }

  /** GiB that the unfinished runs of others bring to a pool. */
  bookedByOthers = (pool: string): number => this.others[`space ${pool}`] ?? 0;

  /** What other runs have brought to a pool since its figures were drawn up. */
  unseenOfOthers(pool: string): readonly OtherArrival[] {
    const sinceMs = (this.figures?.readAtMs ?? 0) - FIGURES_LAG_MS;
    return [...this.otherArrivals.values()].filter(
      (arrival) => arrival.pool === pool && Date.parse(arrival.endedAt) > sinceMs,
    );
  }

  /** Whether other runs, besides interrupted ones, may still change what a pool has room for. */
  mayOthersChange(pool: string): boolean {
    const slot = `destination ${pool}`;
    const driven = (this.others[slot] ?? 0) - (this.interrupted[slot]?.length ?? 0);
    return driven > 0 || this.contended.has(`space ${pool}`) || this.unseenOfOthers(pool).length > 0;
  }

  /** Moves that have ended since the figures were drawn up. */
  unseenEnds(): readonly Ended[] {
    const sinceMs = this.figures === null ? Number.NEGATIVE_INFINITY : this.figures.readAtMs - FIGURES_LAG_MS;
    return this.ended.filter(
      ({ end: { isAccepted, endedAt } }) => isAccepted && endedAt !== null && Date.parse(endedAt) > sinceMs,
    );
  }

  fits(n: number, onTheWayGib = this.onTheWayTo(this.destinationOf(n))): boolean {
    const destination = this.destinationOf(n);
    const pool = this.figures?.pools.find(({ name }) => name === destination);
    if (pool === undefined)
      return !this.readings.some(({ pools }) => pools.some(({ name }) => name === destination));
    if (this.contended.has(`space ${destination}`)) return false;
    const sizeGib = (this.facts[n]?.sizeGib ?? 0) + onTheWayGib;
    return roomReasons({ sizeGib }, { ...pool, availabilityZone: null }, null).length === 0;
  }

  /** How long each reading up to the last has shown the pool of a move as down or gone; 0 if it is in service. */
  outForMs(n: number): number {
    const isOut = ({ pools }: (typeof this.readings)[number]): boolean => {
      const pool = pools.find(({ name }) => name === this.destinationOf(n));
      return pool === undefined || pool.capabilities['backend_state'] === 'down';
    };
    const [first, last] = [
      this.readings[this.readings.findLastIndex((one) => !isOut(one)) + 1],
      this.readings.at(-1),
    ];
    return first === undefined || last === undefined ? 0 : last.readAtMs - first.readAtMs;
  }

  /** Whether the last reading shows the pool of a move as down or gone. */
  isOut(n: number): boolean {
    const pool = this.figures?.pools.find(({ name }) => name === this.destinationOf(n));
    return pool === undefined || pool.capabilities['backend_state'] === 'down';
  }

  /** The slots without room for one more move. */
  fullSlotsOf(n: number): string[] {
    return [...this.slotsOf(n)]
      .filter(
        ([slot, limit]) => this.contended.has(slot) || this.inUse(slot) + (this.others[slot] ?? 0) >= limit,
      )
      .map(([slot]) => slot);
  }

  // The moves that a move waits for.
  #earlier(n: number): number[] {
    const { after = [] } = this.input.moves[n] ?? {};
    return [...this.input.moves.keys()].filter((other) =>
      after.includes(this.input.moves[other]?.parameters.resourceId ?? ''),
    );
  }

  /** Whether every move that a move waits for has been made. */
  isReady = (n: number, { moves }: Pick<PlanContext, 'moves'>): boolean =>
    this.#earlier(n).every((other) => (at(moves, other) as Partial<MoveEnd>).status === 'SUCCEEDED');

  /** Whether a move that a move waits for has ended without success. */
  failedBefore = (n: number, { moves }: Pick<PlanContext, 'moves'>): boolean =>
    this.#earlier(n).some(
      (other) => !['SUCCEEDED', undefined].includes((at(moves, other) as Partial<MoveEnd>).status),
    );

  /** Whether a waiting move cannot start now, but can later. */
  isHeldForNow(n: number, context: PlanContext): boolean {
    if (this.isPausedByFailures(n)) return false;
    if (this.isReady(n, context)) {
      return !this.isStuck(n) && (this.holders.has(n) || this.fullSlotsOf(n).length > 0 || !this.isOpen(n));
    }
    return this.#earlier(n).some(
      (other) => at(context.moves, other) === 'waiting' && this.isHeldForNow(other, context),
    );
  }

  isPausedByFailures = (n: number): boolean =>
    [...this.slotsOf(n).keys()].some((slot) => this.pausedSlots.has(slot));

  /** Whether only somebody who resumes, or gives up, an interrupted run lets the move start. */
  isStuck = (n: number): boolean =>
    (this.holders.get(n)?.remedy ?? null) !== null ||
    [...this.slotsOf(n)].some(([slot, limit]) => (this.interrupted[slot]?.length ?? 0) >= limit);

  /** Why a waiting move may not start now; null if it may. */
  obstacle(n: number, context: Pick<PlanContext, 'moves'>): string | null {
    if (!this.isReady(n, context)) return 'it waits for another move';
    if (this.holders.has(n)) return 'another run has its volume';
    const [full] = this.fullSlotsOf(n);
    if (full !== undefined) return `no room in ${full}`;
    if (this.isPausedByFailures(n)) return 'a pool is paused';
    if (!this.isOpen(n)) return 'its hours are closed';
    return this.fits(n) ? null : 'no room on the destination';
  }

  waiting({ moves }: PlanContext): number[] {
    return [...this.facts.keys()].filter((n) => at(moves, n) === 'waiting');
  }

  start(n: number): void {
    this.running.add(n);
    this.startsOf.set(n, (this.startsOf.get(n) ?? 0) + 1);
  }

  end(n: number, end: MoveEnd): void {
    this.running.delete(n);
    this.ended.push({ n, end });
    if (end.status !== 'FAILED' || !end.isAccepted) return;
    const { source } = this.facts[n] as MoveFacts;
    const destination = this.destinationOf(n);
    const toIt = this.#failuresInARow((other) => this.destinationOf(other) === destination);
    if (toIt.length >= 3) {
      this.pausedSlots.add(`destination ${destination}`);
      return;
    }
    const fromIt = this.#failuresInARow((other) => this.facts[other]?.source === source)
      .map((other) => `destination ${this.destinationOf(other)}`)
      .filter((slot) => !this.pausedSlots.has(slot));
    if (source === null || fromIt.length < 3) return;
    this.pausedSlots.add(new Set(fromIt).size > 1 ? `source ${source}` : `destination ${destination}`);
  }

  // The accepted failures since the last success or the last of another code.
  #failuresInARow(isMeant: (n: number) => boolean): number[] {
    const told = this.ended
      .slice(this.#forgivenEnds)
      .filter(
        ({ n, end: { status, isAccepted } }) =>
          isMeant(n) && (status === 'SUCCEEDED' || (status === 'FAILED' && isAccepted)),
      );
    const code = told.at(-1)?.end.code ?? 'Failed';
    const before = told.findLastIndex(
      ({ end }) => end.status === 'SUCCEEDED' || (end.code ?? 'Failed') !== code,
    );
    return told.slice(before + 1).map(({ n }) => n);
  }

  giveBack(n: number, slots: readonly string[]): void {
    this.running.delete(n);
    for (const slot of slots) this.contended.add(slot);
  }

  refuse(n: number, holder: VolumeHolder): void {
    this.running.delete(n);
    this.holders.set(n, holder);
  }

  seeOthers({ slots, arrived = [], interrupted = {}, holders = {} }: OtherRuns): void {
    this.others = slots;
    for (const arrival of arrived) this.otherArrivals.set(arrival.runId, arrival);
    this.contended.clear();
    this.interrupted = interrupted;
    this.holders = new Map(Object.entries(holders).map(([n, holder]) => [Number(n), holder]));
  }

  /** A person has resumed the plan. */
  forgive(): void {
    this.#forgivenEnds = this.ended.length;
    this.pausedSlots.clear();
  }

  change({ pools = {}, ...more }: PlanLimits): void {
    const merged = { ...this.limits.pools };
    for (const [pool, limits] of Object.entries(pools)) merged[pool] = { ...merged[pool], ...limits };
    this.limits = { ...this.limits, ...more, pools: merged };
  }
}
