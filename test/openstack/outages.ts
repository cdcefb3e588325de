// Where a run's process is killed and a daemon of the cloud stops meanwhile, and how the run then ends.
import type { Daemon } from './daemons.ts';

export interface Outage {
  readonly course: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The state in which the process is killed and the daemon is stopped. */
  readonly at: string;
  readonly daemon: Daemon;
  /** What is slow at that moment, by backend and operation, so that the daemon stops in the middle of it. */
  readonly slow?: readonly [where: string, operation: string];
  /** What to wait for before the daemon is stopped: a volume with this status. */
  readonly once?: string;
  /** What to wait for before the daemon is started again: this migration_status of the volume. */
  readonly until?: string;
  /** The run is resumed before the daemon is back. */
  readonly meanwhile?: boolean;
  readonly ends: object;
}

const SUCCEEDED = { status: 'SUCCEEDED', leftovers: [] };
const FAILED = (code: string, leftovers: readonly object[] = []) => ({
  status: 'FAILED',
  error: { code },
  leftovers,
});

// Cinder does not continue what a cinder-volume was moving when it ended: the volume stays as it is forever.
const STUCK = [{ kind: 'migration' }];

const migration = {
  course: 'a cold migration',
  parameters: { migration_type: 'cold', destination_node: 'node2@alpha#alpha' },
  at: 'cold.migrating.watchingMigration',
  slow: ['node1@alpha', 'migrate_volume'],
} as const;
const retype = {
  course: 'a cold retype',
  parameters: { migration_type: 'cold', destination_type: 'beta' },
  at: 'cold.retyping.watchingRetype',
  slow: ['node1@alpha', 'migrate_volume'],
} as const;
const retypeInUse = {
  course: 'a swap by retype',
  parameters: { destination_type: 'beta', swap_method: 'retype' },
  at: 'swap.retypingInUse.watchingRetype',
  slow: ['nova', 'swap_volume'],
  once: 'attaching',
} as const;
const swap = (state: string) => ({
  course: 'a swap by attachment',
  parameters: { destination_type: 'beta', swap_method: 'attachment' },
  at: `swap.updatingAttachment.${state}`,
});
const copying = { ...swap('watchingSwap'), slow: ['nova', 'swap_volume'], once: 'attaching' } as const;
const deleting = { ...swap('watchingSourceDeletion'), slow: ['node1@alpha', 'delete_volume'] } as const;
const creating = { ...swap('watchingDestinationVolume'), slow: ['node1@beta', 'create_volume'] } as const;

const moves: readonly Outage[] = [
  { ...migration, daemon: 'cinder-volume1', ends: FAILED('MigrationNotSeenToEnd', STUCK) },
  { ...migration, daemon: 'nova-api', ends: SUCCEEDED },
  { ...retype, daemon: 'cinder-volume1', ends: FAILED('RetypeNotSeenToEnd', STUCK) },
  { ...retype, daemon: 'nova-api', ends: SUCCEEDED },
  { ...retypeInUse, daemon: 'cinder-volume1', ends: SUCCEEDED },
  { ...retypeInUse, daemon: 'nova-api', meanwhile: true, ends: SUCCEEDED },
  {
    ...retypeInUse,
    slow: ['node1@beta', 'create_volume'],
    once: 'creating',
    daemon: 'nova-api',
    // Cinder requests the swap when the new volume exists, and Nova is down.
    until: 'error',
    ends: FAILED('RetypeFailed'),
  },
];

const swaps: readonly Outage[] = [
  { ...swap('creatingTemporaryUser'), daemon: 'cinder-volume1', ends: SUCCEEDED },
  { ...swap('creatingTemporaryUser'), daemon: 'nova-api', ends: SUCCEEDED },
  { ...swap('creatingDestinationVolume'), daemon: 'nova-api', ends: SUCCEEDED },
  // A cinder-volume that starts gives up what was being created.
  { ...creating, daemon: 'cinder-volume1', ends: FAILED('DestinationVolumeFailed') },
  { ...copying, daemon: 'cinder-volume1', ends: SUCCEEDED },
  { ...copying, daemon: 'nova-api', ends: SUCCEEDED },
  { ...copying, daemon: 'nova-api', meanwhile: true, ends: SUCCEEDED },
  { ...swap('verifyingSwap'), daemon: 'cinder-volume1', ends: SUCCEEDED },
  { ...swap('verifyingSwap'), daemon: 'nova-api', ends: SUCCEEDED },
  { ...deleting, daemon: 'cinder-volume1', ends: SUCCEEDED },
  { ...deleting, daemon: 'nova-api', ends: SUCCEEDED },
  { ...swap('deletingTemporaryUser'), daemon: 'cinder-volume1', ends: SUCCEEDED },
  { ...swap('deletingTemporaryUser'), daemon: 'nova-api', ends: SUCCEEDED },
];

export const outages: readonly Outage[] = [...moves, ...swaps];

/** The title of a case. */
export const titleOf = ({ course, at, daemon, meanwhile = false }: Outage): string => {
  const when = meanwhile ? 'and gone on with before' : 'and gone on with after';
  return `${course}, killed in ${at}, ${when} ${daemon} is back`;
};
