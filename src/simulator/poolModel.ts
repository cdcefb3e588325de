// The data of Cinder's pools, their services and what they store.
import type { PoolCapacity } from './capacity.ts';

/** A backend pool, `host@section#pool`, with the capabilities that it reports to the scheduler. */
export interface Pool {
  name: string;
  capabilities: Record<string, unknown>;
  /** Whether the driver of this backend can move volumes by itself (`driver.migrate_volume`). */
  assistedMigration: boolean;
  availabilityZone: string;
  capacity: PoolCapacity;
  /**
   * How far `allocated_capacity_gb` is off, in GiB. Seen on both releases: a generic move does not subtract at its
   * source, a failed one stays counted at its destination, a move by the driver changes neither. A restart of
   * cinder-volume counts again.
   */
  allocatedDriftGib: number;
  /** `backend_state` in get_pools and os-services, if it is not `up`: the pool is still listed. */
  backendState?: 'up' | 'down';
}

/** One `cinder-volume` service, `host@section`; `disks` is the content of its storage, by backend name. */
export interface Backend {
  host: string;
  serviceUuid: string;
  zone: string;
  cluster: string | null;
  enabled: boolean;
  /** What `os-services` shows: a dead service still counts as up for `serviceDownMs`. */
  up: boolean;
  /** Whether the process works: calls to one that does not wait in its queue. */
  running: boolean;
  /** When it last said that it is up; null while it runs. */
  lastSeenAt: number | null;
  /** Volumes that the process is creating or deleting, as in Cinder's workers table: what a dead one has left. */
  workers: Map<string, 'create' | 'delete'>;
  disabledReason: string | null;
  /** Frozen by an admin: disabled, and nothing on it may be changed. */
  frozen: boolean;
  disks: Map<string, Disk>;
}

/** The bytes of a volume, as a fingerprint. A copy under way has `complete: false` and no valid data. */
export interface Disk {
  pool: string;
  sizeGib: number;
  data: string;
  complete: boolean;
}
