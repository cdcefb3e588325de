// An error as a person reads it: first the cause, at the end what to do. JSON keeps the error as it is.

/** An error of an outcome, or of a refusal. */
export interface ToldError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
}

export interface ErrorInWords {
  readonly headline: string;
  readonly reasons: readonly string[];
  /** What to do, if the reasons do not say so; null if they do. */
  readonly remedy: string | null;
}

// The specification's own messages do not say what is wrong with this volume.
const CAUSES: Readonly<Record<string, string>> = {
  InvalidStateForColdMigration: 'the volume cannot be migrated cold now',
  InvalidStateForSwappingVolume: 'the volume cannot be swapped now',
  SourceCannotBeReplaced: 'the volume cannot be swapped now',
  InvalidStateForMigratingVolume: 'the volume cannot be moved now',
  InvalidStateForRetypingVolume: 'the volume cannot be retyped now',
  DestinationRequired: 'no destination is given',
  DestinationNodeRequired: 'no destination is given',
  DestinationTypeRequired: 'no volume type is given',
  DestinationNodeMustBeDifferent: 'the volume is already there',
  VolumeTypeMustBeSame: "the pool does not serve the volume's type",
  VolumeTypeMustBeDifferent: 'the volume already has this type',
  Forbidden: 'this user may not do that',
  TokenExpired: 'the sign-in has expired',
};

const CAUSES_BY_NAME: Readonly<Record<string, string>> = {
  AuthenticationError: 'the sign-in failed',
  TransportError: 'a service of the cloud cannot be reached',
};

const POOLS = (volume: string): string =>
  `To list the pools that fit, run: volume-migrate pools --for ${volume}`;
const TYPES = (volume: string): string =>
  `To list the volume types that fit, run: volume-migrate types --for ${volume}`;
const VOLUMES = (): string => 'To list the volumes, run: openstack volume list --all-projects';
/** What to do about wrong parameters. */
export const HELP = 'For all options and examples, add --help';

const REMEDIES: Readonly<Record<string, (volume: string) => string>> = {
  VolumeTypeMustBeSame: POOLS,
  DestinationNodeMustBeDifferent: POOLS,
  DestinationNodeRequired: POOLS,
  PoolNotFound: POOLS,
  VolumeTypeMustBeDifferent: TYPES,
  DestinationTypeRequired: TYPES,
  VolumeTypeNotFound: TYPES,
  NoPlaceForVolume: TYPES,
  VolumeNotFound: VOLUMES,
  Forbidden: () => 'Sign in as a user with the admin role',
  InvalidParameters: () => HELP,
  RunNotFound: () => 'To list the runs, run: volume-migrate runs',
};

/**
 * The error in words. `asTyped` gives parameters the names of the options with which the user gave them.
 * `volume`: its ID, for commands; null if it is not known.
 */
export function errorInWords(
  error: ToldError,
  volume: string | null,
  asTyped: (text: string) => string = (text) => text,
): ErrorInWords {
  const { name, code, message } = error;
  const remedy = REMEDIES[code];
  const needsVolume = remedy === POOLS || remedy === TYPES;
  const advice = remedy === undefined || (needsVolume && volume === null) ? null : remedy(volume ?? '');
  const isGiven = [message, ...error.reasons].some((text) => advice !== null && hasCommandOf(advice, text));
  const isOwn = OWN.has(name);
  return {
    headline: isOwn ? asTyped(headlineOf(error)) : headlineOf({ name, code, message }),
    reasons: isOwn ? error.reasons.map(asTyped) : error.reasons,
    remedy: isGiven ? null : advice,
  };
}

// Whether a text already names the command that the advice ends with.
function hasCommandOf(advice: string, text: string): boolean {
  const [, command] = /, run: (.*)$/.exec(advice) ?? [];
  return command !== undefined && text.includes(command);
}

// Whose messages name parameters; those of services are quoted as they are.
const OWN: ReadonlySet<string> = new Set(['Invalid', 'SwapRefused', 'InvalidParametersError']);

function headlineOf({ name, code, message }: Omit<ToldError, 'reasons'>): string {
  const [, subject] =
    /^Invalid ((?:parameters|plan|cloud configuration|journal|, | and )+)$/.exec(message) ?? [];
  if (subject !== undefined) return `the ${subject} cannot be used`;
  const cause = CAUSES[code] ?? CAUSES_BY_NAME[name];
  if (cause === undefined) return message;
  return name === 'Invalid' ? `${cause} (${message})` : `${cause}: ${message}`;
}
