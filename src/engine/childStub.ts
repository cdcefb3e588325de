// What stands for a call or a watch in the snapshot of a run: the engine performs them, and XState starts no actor for them.
import type { Actor, AnyActorLogic, AnyActorRef, SnapshotFrom, Subscription } from 'xstate';

type Children = Record<string, AnyActorRef | undefined>;

/** The same children without the actors that XState made for them, each with a system of its own and a parent that nobody needs. */
export const asStubs = (children: Children): Children =>
  Object.fromEntries(Object.entries(children).map(([id, child]) => [id, stubOf(child)]));

const stubOf = (child: AnyActorRef | undefined): AnyActorRef | undefined =>
  child === undefined || child instanceof ChildStub
    ? child
    : (new ChildStub(child as Actor<AnyActorLogic>) as unknown as AnyActorRef);

class ChildStub implements Partial<AnyActorRef> {
  readonly id: string;
  readonly sessionId: string;
  readonly src: AnyActorRef['src'];
  readonly systemId: unknown;
  readonly #logic: AnyActorLogic;
  readonly #snapshot: SnapshotFrom<AnyActorLogic>;

  constructor(actor: Actor<AnyActorLogic> & { readonly systemId?: unknown }) {
    const { id, sessionId, src, systemId, logic } = actor;
    this.id = id;
    this.sessionId = sessionId;
    this.src = src;
    this.systemId = systemId;
    this.#logic = logic;
    this.#snapshot = actor.getSnapshot();
  }

  getSnapshot(): SnapshotFrom<AnyActorLogic> {
    return this.#snapshot;
  }

  getPersistedSnapshot(options?: unknown) {
    return this.#logic.getPersistedSnapshot(this.#snapshot, options);
  }

  toJSON(): object {
    return { xstate$$type: 1, id: this.id };
  }

  send(): void {}
  start(): void {}
  stop(): void {}
  on(): Subscription {
    return NOT_SUBSCRIBED;
  }
  subscribe(): Subscription {
    return NOT_SUBSCRIBED;
  }
}

const NOT_SUBSCRIBED: Subscription = { unsubscribe: () => {} };
