// The base class of this package's errors.

/** The base of every error that this package throws. Programs branch on `code`, which is stable, never on the message. */
export abstract class VolumeMigrateError extends Error {
  abstract readonly code: string;
}
