// What lies in a cloud and looks as if a migration had left it, with all that is known of it.

export type LeftoverKind =
  /** A user `volume-migrate-<run>`. */
  | 'temporary-user'
  /** A user as OpenStack Watcher made them for its swaps, with the admin role. */
  | 'watcher-user'
  /** A volume with the metadata `volume-migrate:run`. */
  | 'destination-volume'
  /** A volume that a run named as left behind when it ended. */
  | 'named-volume'
  /** The row that Cinder moves a volume to (`migration_status target:<volume>`). */
  | 'target-volume'
  /** The copy on the old backend that Cinder deletes after a move ("migration src for <volume>"). */
  | 'source-copy'
  /** A volume in maintenance, retyping, migrating, attaching or detaching on which nothing has happened for long. */
  | 'stuck-volume'
  /** Quota that a failed retype keeps; its id is `<project>/<volume type>`. */
  | 'reservation';

export interface FoundLeftover {
  readonly kind: LeftoverKind;
  /** Of the user or the volume; of quota the project and the volume type. */
  readonly id: string;
  readonly name: string;
  /** The run of this tool that it is of; null where it is of none, or of which is not known. */
  readonly runId: string | null;
  /** Since when it is there, or is as it is, in ISO 8601; null where nobody tells. */
  readonly since: string | null;
  /** What was seen of it, in words. */
  readonly evidence: readonly string[];
  /** `removable`: proven to be ours and unused. `kept`: not proven. `unfinished`: of a run that is not over, so no leftover. */
  readonly verdict: 'removable' | 'kept' | 'unfinished';
  /** What is not proven, in words; empty for what is removable. */
  readonly missing: readonly string[];
  /** What a person can do about it. */
  readonly advice: string;
}

/** A part of the cloud that could not be looked at, or not wholly. */
export interface NotLookedAt {
  readonly what: string;
  readonly why: string;
}

export interface Leftovers {
  readonly found: readonly FoundLeftover[];
  readonly notLookedAt: readonly NotLookedAt[];
}
