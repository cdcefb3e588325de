// How a run marks what it creates: the metadata of its volume and the name of its temporary user.

/** The metadata key whose value is the ID of the run that created the volume. */
export const RUN_MARK = 'volume-migrate:run';

/** The metadata key under which an owner's own value of `RUN_MARK` is kept during the run. */
export const KEPT_MARK = 'volume-migrate:kept';

/** How the names of temporary users begin. */
export const USER_PREFIX = 'volume-migrate-';

/** The name of a run's temporary user. */
export const userNameOf = (runId: string): string => `${USER_PREFIX}${runId}`;

const USER_NAME = new RegExp(`^${USER_PREFIX}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`);

/** The run whose temporary user has this name; null for any other name. */
export const runOfUserName = (name: string): string | null => USER_NAME.exec(name)?.[1] ?? null;
