// Shows how to keep what a run has reported, so that a client can connect at any time and miss nothing.

export interface FeedEvent {
  readonly type: 'progress' | 'outcome' | 'failed';
  readonly data: unknown;
}

export interface Feed<Item, End> {
  readonly add: (item: Item) => void;
  readonly endWith: (end: Promise<End>) => void;
  /** From the first event to the last, as they come. */
  readonly events: () => AsyncIterable<FeedEvent>;
}

export function createFeed<Item, End>(): Feed<Item, End> {
  const all: FeedEvent[] = [];
  let isOver = false;
  let next = Promise.withResolvers<void>();
  const add = (event: FeedEvent): void => {
    all.push(event);
    isOver = event.type !== 'progress';
    next.resolve();
    next = Promise.withResolvers<void>();
  };
  return {
    add: (data) => add({ type: 'progress', data }),
    endWith: (end) => {
      end.then(
        (data) => add({ type: 'outcome', data }),
        (error: Error) => add({ type: 'failed', data: { message: error.message } }),
      );
    },
    events: async function* () {
      for (let n = 0; ; n += 1) {
        while (n >= all.length) {
          if (isOver) return;
          await next.promise;
        }
        const event = all[n];
        if (event !== undefined) yield event;
      }
    },
  };
}
