// What was told, for inspectors that join later.

// As much as some fifteen runs tell, and the registrations of many more: without its own a message says nothing.
const MESSAGES = 5_000;
const REGISTRATIONS = 200;

export interface Remembered {
  /** `isRegistration`: it says what a machine is, which all that follows is about. */
  readonly add: (message: string, isRegistration: boolean) => void;
  /** Registrations first; the oldest of both are forgotten. */
  readonly all: () => string[];
}

/** Remembers nothing yet. */
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
