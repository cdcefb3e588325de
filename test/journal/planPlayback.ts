// Resumes a recorded plan in the middle, with a cloud that answers it, and the runs of its moves, as it did when they were recorded.
import { PORTS, WATCHES } from '../../machines/actors.ts';
import type { MoveCallInput } from '../../machines/plan/actors.ts';
import { childId } from '../../src/engine/childId.ts';
import { fromJournal } from '../../src/engine/events.ts';
import type { WorkflowEntry } from '../../src/engine/records.ts';
import { createEngine, createMemoryStore, type EngineRun, type Workflow } from '../../src/index.ts';
import { planDefinition } from '../../src/plan/workflow.ts';
import { definition } from '../../src/volumeMigrate/definition.ts';

interface RecordedEvent {
  readonly type: string;
  readonly call?: string;
  readonly output?: unknown;
}

interface Pending {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let turns = 0; !isSo(); turns += 1) {
    if (turns === 10_000) throw new Error(`it does not come to pass that ${what}`);
    await turn();
  }
}

/** Resumes the plan of the records after the nth of them; returns its output. */
export async function resumedAfter(entries: readonly WorkflowEntry[], n: number): Promise<unknown> {
  const store = createMemoryStore();
  await store.commit({ entries: entries.slice(0, n), states: new Map() });
  const playback = new Playback(entries);
  const engine = createEngine({ store, workflows: playback.workflows });
  const planId = entries[0]?.runId ?? '';
  const run = await engine.resume(planId);
  await playback.play(run, entries.slice(n));
  const { output } = await run.outcome;
  const runs = new Set(entries.map(({ runId }) => runId));
  for (const runId of runs) engine.replay(await store.read(runId));
  return output;
}

class Playback {
  readonly #planId: string;
  readonly #runs: ReadonlySet<string>;
  // The output of each move that has ended.
  readonly #outputs: ReadonlyMap<string, unknown>;
  readonly #pending = new Map<string, Pending>();
  readonly #sends = new Map<string, (event: object) => void>();
  readonly #cancels: ReadonlyMap<string, AbortController>;

  constructor(entries: readonly WorkflowEntry[]) {
    this.#planId = entries[0]?.runId ?? '';
    this.#runs = new Set(entries.map(({ runId }) => runId));
    this.#cancels = new Map([...this.#runs].map((runId) => [runId, new AbortController()]));
    const ended = entries.flatMap(({ runId, record }) =>
      record.kind === 'event' && runId === this.#planId && record.event.type === 'done' ? [record.event] : [],
    );
    this.#outputs = new Map(ended.map(({ call, output }) => [call, output]));
  }

  get workflows(): Workflow[] {
    return [this.#plan(), this.#move()];
  }

  async play(run: EngineRun, rest: readonly WorkflowEntry[]): Promise<void> {
    for (const { runId, record } of rest) {
      if (record.kind !== 'event') continue;
      const event = record.event as RecordedEvent;
      if (runId === this.#planId) await this.#playPlan(run, event);
      else await this.#playMove(runId, event);
      // The machine receives it before the next event.
      await turn();
    }
  }

  async #playPlan(run: EngineRun, event: RecordedEvent): Promise<void> {
    const { type, call = '' } = event;
    const isMove = call.startsWith('move.');
    if (type === 'done' && isMove) await until(() => !(call in run.snapshot().children), `${call} ends`);
    else if (type === 'done' || type === 'failed') await this.#answer(this.#planId, event);
    else run.send(fromJournal(event as never));
  }

  async #playMove(runId: string, event: RecordedEvent): Promise<void> {
    const { type, call = '' } = event;
    if (type === 'done' || (type === 'failed' && call in PORTS)) return await this.#answer(runId, event);
    // The plan passes it on, when it was recorded.
    if (type === 'cancel') return this.#cancels.get(runId)?.abort();
    await until(() => this.#sends.has(runId), `run ${runId} watches`);
    this.#sends.get(runId)?.(fromJournal(event as never));
  }

  async #answer(runId: string, event: RecordedEvent): Promise<void> {
    const key = `${runId} ${event.call}`;
    await until(() => this.#pending.has(key), `${key} is called`);
    const { output, error } = fromJournal(event as never) as { output?: unknown; error?: unknown };
    const call = this.#pending.get(key);
    this.#pending.delete(key);
    if (event.type === 'done') call?.resolve(output);
    else call?.reject(error);
  }

  #asked = (runId: string, call: string): Promise<unknown> =>
    new Promise((resolve, reject) => this.#pending.set(`${runId} ${call}`, { resolve, reject }));

  #plan(): Workflow {
    const move = this.#move();
    return {
      ...planDefinition,
      serializeError: (error) => error as never,
      ports: ({ runId, startChild }) => ({
        calls: {
          surveyVolumes: async () => await this.#asked(runId, 'surveyVolumes'),
          readPools: async () => await this.#asked(runId, 'readPools'),
          listLeft: async () => await this.#asked(runId, 'listLeft'),
          makeMove: async ({ n, parameters }: MoveCallInput, { key, signal }) => {
            // Where no run was recorded, the move did not start.
            const cancel = this.#cancels.get(childId(key))?.signal;
            if (cancel === undefined) return await this.#asked(runId, `move.${n}`);
            await startChild(move, parameters, { key, signal, cancel });
            return this.#outputs.get(`move.${n}`);
          },
        },
        watches: Object.fromEntries(PLAN_WATCHES.map((name) => [name, () => undefined])),
      }),
    };
  }

  #move(): Workflow {
    return {
      ...(definition as unknown as Workflow),
      serializeError: (error) => error as never,
      toInput: (parameters, { runId, startedAt }) => ({ runId, parameters, startedAt }),
      ports: ({ runId }) => ({
        calls: Object.fromEntries(
          Object.keys(PORTS).map((name) => [name, async () => await this.#asked(runId, name)]),
        ),
        watches: Object.fromEntries(
          WATCHES.map((name) => [
            name,
            (_: unknown, send: (event: object) => void, signal: AbortSignal) => {
              this.#sends.set(runId, send);
              signal.addEventListener('abort', () => {
                if (this.#sends.get(runId) === send) this.#sends.delete(runId);
              });
            },
          ]),
        ),
      }),
    };
  }
}

const PLAN_WATCHES = ['watchRequests', 'watchPools', 'watchOtherRuns', 'watchClock', 'cancelMoves'];
