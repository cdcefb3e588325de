// Remembers messages for inspectors that join later.

// As many as some fifteen runs send, and the registrations of many more: a message is meaningless without its
// own.
const MESSAGES = 5_000;
const REGISTRATIONS = 200;

export interface Remembered {
  /** `isRegistration`: the message describes a machine that later messages refer to. */
  readonly add: (message: string, isRegistration: boolean) => void;
  /** Registrations first; the oldest of both are forgotten. */
  readonly all: () => string[];
}

/** An empty memory. */
export function createRemembered(): Remembered {
  const registrations: string[] = [];
  const messages: string[] = [];
  return {
    add: (message, isRegistration) => {
      if (isRegistration) push(registrations, message, REGISTRATIONS);
      else push(messages, message, MESSAGES);
    },
    all: () => [...registrations, ...messages],
  };
}

function push(list: string[], message: string, most: number): void {
  if (list.push(message) > most) list.shift();
}
