// How Restate repeats a handler whose worker fails or cannot be reached: until one succeeds, however long there is no worker.

/** For handlers that a run depends on. Restate's own policy pauses them after 70 attempts; a person would have to resume each. */
export const RETRY = {
  maxInterval: 10_000,
  /** Three centuries. */
  maxAttempts: 1_000_000_000,
  onMaxAttempts: 'pause',
} as const;
