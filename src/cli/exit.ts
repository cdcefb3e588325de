// What the command's exit status tells.
import type { Status } from '../../machines/types.ts';

export const EXIT = { succeeded: 0, failed: 1, unusable: 2, cancelled: 3 } as const;

export const exitOf = (status: Status): number =>
  ({ SUCCEEDED: EXIT.succeeded, FAILED: EXIT.failed, CANCELLED: EXIT.cancelled })[status];
