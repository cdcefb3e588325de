// Looks at something again and again, for as long as somebody wants to know.
import type { Tell } from './messages.ts';

/** Something that changes. */
export interface Subject {
  /** All that is known of it, as messages; empty where that is nothing. */
  readonly known: () => string;
  /** Looks, and gives what is new, as messages. Does not reject: what cannot be read is told as well. */
  readonly look: () => Promise<string>;
}

export interface Watch {
  /** Tells what is known, then what is new. Gives back a function that ends it. */
  readonly join: (tell: Tell) => () => void;
  readonly isAlone: () => boolean;
  /** Looks a last time, tells what is new, and looks no more. */
  readonly close: () => Promise<void>;
}

/** Watches a subject for any number of clients; looks only while there is one. */
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
