// A server's state: its visible status, and the checks before an action.
import type { Server } from '../model.ts';
import { conflict } from '../refusal.ts';

const STATUS: Record<string, Record<string, string>> = {
  active: {
    default: 'ACTIVE',
    rebooting: 'REBOOT',
    reboot_pending: 'REBOOT',
    reboot_started: 'REBOOT',
    rebooting_hard: 'HARD_REBOOT',
    reboot_pending_hard: 'HARD_REBOOT',
    reboot_started_hard: 'HARD_REBOOT',
    updating_password: 'PASSWORD',
    rebuilding: 'REBUILD',
    migrating: 'MIGRATING',
    resize_prep: 'RESIZE',
    resize_migrating: 'RESIZE',
    resize_migrated: 'RESIZE',
    resize_finish: 'RESIZE',
  },
  building: { default: 'BUILD' },
  stopped: { default: 'SHUTOFF', resize_prep: 'RESIZE', resize_migrating: 'RESIZE', rebuilding: 'REBUILD' },
  resized: { default: 'VERIFY_RESIZE', resize_reverting: 'REVERT_RESIZE' },
  paused: { default: 'PAUSED', migrating: 'MIGRATING' },
  suspended: { default: 'SUSPENDED' },
  rescued: { default: 'RESCUE' },
  error: { default: 'ERROR', rebuilding: 'REBUILD' },
  deleted: { default: 'DELETED' },
  'soft-delete': { default: 'SOFT_DELETED' },
  shelved: { default: 'SHELVED' },
  shelved_offloaded: { default: 'SHELVED_OFFLOADED' },
};

/** The `status` that users see, from vm_state and task_state; nova/api/openstack/common.py _STATE_MAP. */
export function serverStatus({ vmState, taskState }: Server): string {
  const states = STATUS[vmState];
  return states?.[taskState ?? 'default'] ?? states?.['default'] ?? 'UNKNOWN';
}

/** Responds 409 unless the server is in one of the states and has no task; nova check_instance_state. */
export function requireState(server: Server, action: string, vmStates: string[]): void {
  const say = (attribute: string, state: string) =>
    conflict(`Cannot '${action}' instance ${server.id} while it is in ${attribute} ${state}`);
  if (!vmStates.includes(server.vmState)) throw say('vm_state', server.vmState);
  if (server.taskState !== null) throw say('task_state', server.taskState);
}

/** Responds 409 if the server is locked, except to an admin. */
export function requireUnlocked(server: Server, isAdmin: boolean): void {
  if (server.locked && !isAdmin) throw conflict(`Instance ${server.id} is locked`);
}
