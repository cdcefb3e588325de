// Plays a random plan to its end: moves end in every way, people ask for things, figures and other runs change. Judged after every event.
import { isDeepStrictEqual } from 'node:util';
import type { AnyMachineSnapshot } from 'xstate';
import { at } from '../../../../machines/plan/chunks.ts';
import type { PlanContext } from '../../../../machines/plan/context.ts';
import type { OtherRuns, PlanEvent, PlanRequest } from '../../../../machines/plan/events.ts';
import { planMachine } from '../../../../machines/plan/machine.ts';
import type { MoveEnd } from '../../../../machines/plan/types.ts';
import { nextChange } from '../../../../machines/plan/windows.ts';
import { statePath } from '../../../../src/engine/statePath.ts';
import { begin, next, type Stepped } from '../../../../src/engine/transitions.ts';
import { brokenRules, wrongSkip } from './judgePlan.ts';
import { PlanModel } from './planModel.ts';
import { randomEnd, randomFigures, randomHolder, randomOthers, randomRequest } from './randomEvents.ts';
import { type Choices, choicesOf, type RandomPlan, randomPlan, START_MS } from './randomPlan.ts';

/** What a played plan came to. */
export interface PlayedPlan {
  /** Nothing may be here. */
  readonly broken: readonly string[];
  readonly status: string;
  readonly events: number;
  /** States, and kinds of ends of moves, that the plan has seen. */
  readonly seen: ReadonlySet<string>;
}

const MINUTE_MS = 60_000;
const MOST_EVENTS = 400;

/** Plays the plan of a seed. */
export function playRandomPlan(seed: number): PlayedPlan {
  const choices = choicesOf(seed);
  return new RandomPlay(choices, randomPlan(choices)).play();
}

class RandomPlay {
  readonly #choices: Choices;
  readonly #plan: RandomPlan;
  readonly #model: PlanModel;
  #snapshot: AnyMachineSnapshot;
  readonly #events: PlanEvent[] = [];
  readonly #requests: (PlanRequest & { readonly message: number })[] = [];
  readonly #broken: string[] = [];
  readonly #seen = new Set<string>();
  #nowMs = START_MS;
  // How many of the moves fail.
  readonly #failing: number;

  constructor(choices: Choices, plan: RandomPlan) {
    this.#choices = choices;
    this.#plan = plan;
    this.#failing = choices.one([0, 0.05, 0.3]);
    this.#model = new PlanModel(plan.input, plan.facts);
    this.#snapshot = begin(planMachine, plan.input).snapshot;
  }

  play(): PlayedPlan {
    const { chance, whole } = this.#choices;
    if (chance(0.02)) this.#send({ type: 'cancel' });
    if (chance(0.1)) this.#request({ type: 'pause' });
    if (chance(0.1)) this.#request(randomRequest(this.#choices, this.#plan.pools));
    if (this.#isActive()) this.#survey();
    for (let left = whole(0, 120); left > 0 && this.#isActive(); left -= 1) this.#disturb();
    while (this.#isActive() && this.#events.length < MOST_EVENTS) this.#settle();
    if (this.#isActive()) this.#broken.push(`it does not end: ${statePath(this.#snapshot.value)}`);
    this.#replay();
    const { status = '' } = (this.#snapshot.output ?? {}) as { readonly status?: string };
    return { broken: this.#broken, status, events: this.#events.length, seen: this.#seen };
  }

  #isActive = (): boolean => this.#snapshot.status === 'active' && this.#broken.length === 0;

  // Starts and skips are judged one by one; everything else once the machine rests.
  #send(event: PlanEvent): void {
    if (!this.#isActive()) return;
    this.#events.push(JSON.parse(JSON.stringify(event)));
    const before = this.#snapshot.context as PlanContext;
    const { snapshot, effects } = next(planMachine, this.#snapshot, event);
    this.#snapshot = snapshot;
    const context = snapshot.context as PlanContext;
    for (const effect of effects)
      if (effect.kind === 'start' && effect.src === 'makeMove') this.#started(effect.input, context);
    for (const n of before.facts.length === 0 ? [] : this.#model.waiting(before)) {
      const isSkipped = !this.#model.waiting(context).includes(n) && !this.#model.running.has(n);
      if (!isSkipped) continue;
      this.#seen.add(`skipped ${(at(context.moves, n) as MoveEnd).code}`);
      this.#broken.push(...[wrongSkip(this.#model, context, n)].filter((why) => why !== null));
    }
    this.#seen.add(statePath(snapshot.value));
    this.#broken.push(...brokenRules(this.#model, snapshot).map((rule) => `after ${event.type}: ${rule}`));
  }

  #started(input: unknown, context: Pick<PlanContext, 'moves'>): void {
    const { n } = input as { readonly n: number };
    const obstacle = this.#model.running.has(n) ? 'it runs already' : this.#model.obstacle(n, context);
    if (obstacle !== null) this.#broken.push(`move ${n} was started, but ${obstacle}`);
    if (this.#model.ended.some((ended) => ended.n === n))
      this.#broken.push(`move ${n} was started after its end`);
    this.#model.start(n);
  }

  #survey(): void {
    this.#send({ type: 'xstate.done.actor.surveyVolumes', output: this.#plan.facts });
    if (this.#isActive()) this.#firstFigures();
    if (this.#isActive()) this.#clock();
  }

  // Most plans may read the pools before they start.
  #firstFigures(): void {
    const pools = randomFigures(this.#choices, this.#plan.pools);
    if (statePath(this.#snapshot.value) !== 'readingPools') return;
    if (this.#choices.chance(0.2)) {
      this.#send({
        type: 'xstate.error.actor.readPools',
        error: { code: 'Forbidden', message: '', reasons: [] },
      });
      return;
    }
    this.#model.figures = { readAtMs: this.#nowMs, pools };
    this.#model.readings.push({ readAtMs: this.#nowMs, pools });
    const readAt = new Date(this.#nowMs).toISOString();
    const others = this.#choices.chance(0.5) ? this.#randomOthers() : null;
    if (others !== null) this.#model.seeOthers(others);
    this.#send({
      type: 'xstate.done.actor.readPools',
      output: { readAt, pools, ...(others === null ? {} : { others }) },
    });
  }

  #disturb(): void {
    const { next: random } = this.#choices;
    const chance = random();
    this.#nowMs += this.#choices.whole(0, 3) * 7 * MINUTE_MS;
    if (chance < 0.5) this.#endOne(false);
    else if (chance < 0.62) this.#figures();
    else if (chance < 0.72) this.#otherRuns(this.#randomOthers());
    else if (chance < 0.8) this.#clock();
    else if (chance < 0.84) this.#deliverAgain();
    else this.#request(randomRequest(this.#choices, this.#plan.pools));
  }

  // What comes in the end: people resume the plan, other runs are over, pools say what they have, time passes.
  #settle(): void {
    if (statePath(this.#snapshot.value) === 'applying.paused') this.#request({ type: 'resume' });
    this.#otherRuns({ type: 'otherRuns', slots: {} });
    this.#endOne(true);
    const { waiting } = this;
    this.#nowMs = Math.max(this.#nowMs + 3 * MINUTE_MS, waiting ?? 0);
    this.#figures();
    this.#clock();
  }

  // When hours next change, if nothing runs.
  get waiting(): number | null {
    const { queues } = this.#snapshot.context as PlanContext;
    if (this.#model.running.size > 0) return null;
    return nextChange(
      queues.queues.flatMap(({ schedules }) => schedules),
      this.#nowMs,
    );
  }

  #endOne(isCalm: boolean): void {
    const { one, chance } = this.#choices;
    const running = [...this.#model.running];
    if (running.length === 0) return;
    const n = one(running);
    if (isCalm || !chance(0.15)) this.#end(n);
    else if (chance(0.6)) this.#returnMove(n);
    else this.#holdMove(n);
  }

  #end(n: number): void {
    const { cancel } = this.#snapshot.context as PlanContext;
    const end = randomEnd(this.#choices, this.#failing, this.#nowMs, cancel);
    this.#seen.add(`${end.status} ${end.isAccepted}`);
    this.#model.end(n, end);
    if (end.status === 'FAILED' && !end.isAccepted && end.runId === null)
      this.#send({
        type: `xstate.error.actor.move.${n}`,
        error: { code: end.code ?? '', message: '', reasons: [] },
      });
    else this.#send({ type: `xstate.done.actor.move.${n}`, output: end });
  }

  #returnMove(n: number): void {
    const all = [...this.#model.slotsOf(n).keys(), `space ${this.#model.destinationOf(n)}`];
    const slots = all.filter(() => this.#choices.chance(0.5));
    if (slots.length === 0) return;
    this.#seen.add('returned');
    this.#model.giveBack(n, slots);
    const error = { code: 'LimitReached', message: '', reasons: [], slots };
    this.#send({ type: `xstate.error.actor.move.${n}`, error });
  }

  #holdMove(n: number): void {
    this.#seen.add('held');
    const holder = randomHolder(this.#choices);
    this.#model.refuse(n, holder);
    const error = { code: 'VolumeHeld', message: '', reasons: [], holder };
    this.#send({ type: `xstate.error.actor.move.${n}`, error });
  }

  #figures(): void {
    const readAtMs = this.#nowMs;
    const pools = randomFigures(this.#choices, this.#plan.pools);
    this.#model.figures = { readAtMs, pools };
    this.#model.readings.push({ readAtMs, pools });
    this.#send({ type: 'poolFigures', readAt: new Date(readAtMs).toISOString(), pools });
  }

  #randomOthers = (): OtherRuns =>
    randomOthers(this.#choices, this.#plan.pools, this.#plan.input.moves.length, this.#nowMs);

  #otherRuns(others: OtherRuns): void {
    this.#model.seeOthers(others);
    this.#send(others);
  }

  #clock(): void {
    this.#model.nowMs = this.#nowMs;
    this.#send({ type: 'clock', at: new Date(this.#nowMs).toISOString() });
  }

  #request(request: PlanRequest): void {
    const message = { ...request, message: this.#requests.length + 1 };
    const state = statePath(this.#snapshot.value);
    this.#requests.push(message);
    if (message.type === 'changeLimits') this.#model.change(message.limits);
    if (['applying.dispatching', 'applying.paused'].includes(state) && message.type === 'resume')
      this.#model.forgive();
    this.#send(message);
  }

  // After a crash, requests are delivered again.
  #deliverAgain(): void {
    const again = this.#requests.at(this.#choices.whole(0, this.#requests.length - 1));
    const { lastMessage } = this.#snapshot.context as PlanContext;
    if (again !== undefined && again.message <= lastMessage) this.#send(again);
  }

  // The recorded events lead to the same state, wherever the process was killed.
  #replay(): void {
    let stepped: Stepped = begin(planMachine, JSON.parse(JSON.stringify(this.#plan.input)));
    for (const event of this.#events) stepped = next(planMachine, stepped.snapshot, event);
    const [own, again] = [this.#snapshot, stepped.snapshot];
    if (!isDeepStrictEqual(own.value, again.value) || !isDeepStrictEqual(own.context, again.context))
      this.#broken.push('a replay of its events leads to another state');
    if (!isDeepStrictEqual(own.output, again.output))
      this.#broken.push('a replay of its events leads to another result');
  }
}
