// What looks like a leftover of a migration in a cloud, with everything known about it.

/** The kind of a leftover. */
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
  /**
   * A volume in maintenance, retyping, migrating, attaching or detaching on which nothing has happened for
   * long.
   */
  | 'stuck-volume'
  /** A volume that Cinder is moving, and whose move no process follows. */
  | 'move'
  /** Quota that a failed retype keeps; its ID is `<project>/<volume type>`. */
  | 'reservation'
  /** A run on Restate that no worker drives; its ID is that of the run. */
  | 'undriven-run'
  /** A volume and slots that a run on Restate holds although it is over, or is not known; its ID is that of the run. */
  | 'stale-claim';

/** Something that a migration seems to have left, with its evidence. */
export interface FoundLeftover {
  readonly kind: LeftoverKind;
  /** ID of the user, the volume or the run; for quota, the project and the volume type. */
  readonly id: string;
  readonly name: string;
  /** The run of this tool that it belongs to; null if it belongs to none, or if that is unknown. */
  readonly runId: string | null;
  /** The open plan that the run belongs to, and that resumes it; absent if there is none. */
  readonly planId?: string;
  /** Since when it exists, or is in its state, in ISO 8601; null if unknown. */
  readonly since: string | null;
  /** What was found, in words. */
  readonly evidence: readonly string[];
  /**
   * `removable`: proven to be created by a run and unused. `kept`: not proven. `unfinished`: of a run that is
   * not over, so not a leftover. `moving`: Cinder is still at work, for a run that is over or for somebody else.
   */
  readonly verdict: 'removable' | 'kept' | 'unfinished' | 'moving';
  /** What is not proven, in words; empty if it is removable. */
  readonly missing: readonly string[];
  /** What a person can do about it. */
  readonly advice: string;
}

/** A part of the cloud that could not be checked, or only partly. */
export interface NotLookedAt {
  readonly what: string;
  readonly why: string;
}

/** The result of `findLeftovers`. */
export interface Leftovers {
  readonly found: readonly FoundLeftover[];
  readonly notLookedAt: readonly NotLookedAt[];
}
