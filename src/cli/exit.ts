// The exit statuses of the command.
import type { OutcomeStatus } from '../volumeMigrate/outcome.ts';

export const EXIT = { succeeded: 0, failed: 1, unusable: 2, cancelled: 3, unfinished: 3 } as const;

export const exitOf = (status: OutcomeStatus): number =>
  ({
    ...{ SUCCEEDED: EXIT.succeeded, FAILED: EXIT.failed },
    ...{ CANCELLED: EXIT.cancelled, UNFINISHED: EXIT.unfinished },
  })[status];
