// A cloud for the end-to-end cases: the simulated one, or a real one.
import type { Clock } from '../../services/clock.ts';
import type { MigrateVolumeParameters, Outcome } from '../../src/index.ts';
import type { User } from './client.ts';

export interface Fault {
  readonly raise?: string;
  /** Seconds. */
  readonly delay?: number;
  readonly count?: number;
}

/** Migrates a volume where the runs of a world are driven. Rejects as `migrateVolume` does. */
export type Migrate = (
  parameters: MigrateVolumeParameters,
  options?: { readonly signal?: AbortSignal; readonly onState?: (state: string) => void },
) => Promise<Outcome>;

export interface World {
  readonly authUrl: string;
  readonly admin: User;
  /** An ordinary member of the project of the volumes and servers. */
  readonly owner: User;
  /** Whether Nova rejects direct swaps (OSSN-0094). */
  readonly guard: 'always' | 'switchable';
  readonly setGuard: (on: boolean) => Promise<void>;
  /** Makes an operation of a backend (`host@section`) or of `nova` slow, or fail. */
  readonly putFault: (where: string, operation: string, fault: Fault) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  /**
   * Lets a backend (`host@section`) report one more pool, which is like its own and shares its storage. The
   * scheduler learns of it at the backend's next report. Returns a function that removes the pool again.
   */
  readonly addPool: (backend: string, pool: string) => Promise<() => Promise<void>>;
  /** Writes something into the volume, as its owner's server would. */
  readonly writeData: (volumeId: string) => Promise<void>;
  /** What the volume holds, as a checksum. */
  readonly checksum: (volumeId: string) => Promise<string>;
  /** First wait between two readings, in milliseconds. */
  readonly pollMinMs: number;
  /** For a run that is expected to fail: before it believes that, it waits. */
  readonly failingClock: Clock;
  /** Where runs are driven, if not in this process. A cancel then takes a while to reach them. */
  readonly migrate?: Migrate;
  readonly close: () => Promise<void>;
}

/** The cloud's configuration, as a clouds.yaml has it. */
export const cloudOf = ({ authUrl }: World, user: User) => ({
  region_name: 'RegionOne',
  auth: { auth_url: authUrl, ...user, user_domain_id: 'default', project_domain_id: 'default' },
});
