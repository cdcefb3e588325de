// The exit statuses of the command.
import type { RunStatus } from '../../machines/types.ts';

export const EXIT = { succeeded: 0, failed: 1, unusable: 2, cancelled: 3 } as const;

export const exitOf = (status: RunStatus): number =>
  ({ SUCCEEDED: EXIT.succeeded, FAILED: EXIT.failed, CANCELLED: EXIT.cancelled })[status];
