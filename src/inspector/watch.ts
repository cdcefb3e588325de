// Reads something repeatedly, for as long as it has clients.
import type { Tell } from './messages.ts';

/** Something that changes. */
export interface Subject {
  /** Everything known about it, as messages; empty if that is nothing. */
  readonly known: () => string;
  /**
   * Reads it, and returns what is new, as messages. Does not reject: a failed reading becomes a message, too.
   */
  readonly look: () => Promise<string>;
}

export interface Watch {
  /** Sends what is known, then what is new. Returns a function that ends it. */
  readonly join: (tell: Tell) => () => void;
  readonly isAlone: () => boolean;
  /** Reads a last time, sends what is new, and stops. */
  readonly close: () => Promise<void>;
}

/** Watches a subject for any number of clients; reads only while there is one. */
export function createWatch(subject: Subject, everyMs: number): Watch {
  const clients = new Set<Tell>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  const lookAndTell = async (): Promise<void> => {
    const message = await subject.look();
    if (message !== '') for (const tell of clients) tell(message);
  };
  const look = (): Promise<void> => {
    looking ??= lookAndTell().finally(() => {
      looking = null;
    });
    return looking;
  };
  const leave = (tell: Tell): void => {
    clients.delete(tell);
    if (clients.size === 0) clearInterval(timer);
  };
  return {
    join: (tell) => {
      const known = subject.known();
      if (known !== '') tell(known);
      if (clients.size === 0) timer = setInterval(look, everyMs);
      clients.add(tell);
      void look();
      return () => leave(tell);
    },
    isAlone: () => clients.size === 0,
    close: async () => {
      clearInterval(timer);
      await looking;
      await look();
    },
  };
}
