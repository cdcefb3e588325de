// os-reset_status: an admin sets a volume's states, whatever the real ones are.
import type { Volume } from '../model.ts';
import { badRequest, policyForbids } from '../refusal.ts';
import type { AuthorizedCall } from '../router.ts';
import { attachmentsOf, dropAttachments, save } from '../simulation.ts';
import { requireAnyFields } from '../validate.ts';
import { findVolume } from './volumes.ts';

const STATUSES =
  'creating available deleting error error_deleting error_managing managing attaching in-use detaching maintenance ' +
  'restoring-backup error_restoring reserved awaiting-transfer backing-up error_backing-up error_extending downloading ' +
  'uploading retyping extending';
const ATTACH_STATUSES = 'attached detached';
const MIGRATION_STATUSES = 'migrating error success completing none starting';

/**
 * os-reset_status; cinder/api/contrib/admin_actions.py. `attach_status: detached` deletes the attachments,
 * and the volume is then available, whatever `status` says. Nova is not told.
 */
export function resetStatus(call: AuthorizedCall): undefined {
  const fields = requireAnyFields(call.body, 'os-reset_status');
  const volume = findVolume(call);
  if (!call.isAdmin) throw policyForbids('volume_extension:volume_admin_actions:reset_status');
  const { status, attach_status: attachStatus, migration_status: migrationStatus } = fields;
  if (status === undefined && attachStatus === undefined && migrationStatus === undefined)
    throw badRequest("Must specify 'status', 'attach_status' or 'migration_status' for update.");
  requireWord('Volume status', status, STATUSES, '()');
  requireWord('Volume attach status', attachStatus, ATTACH_STATUSES, '[]');
  requireWord('Volume migration status', migrationStatus, MIGRATION_STATUSES, '()');
  const rows = attachmentsOf(call.sim, volume.id);
  if (status === 'in-use' && rows.length === 0)
    throw badRequest('Cannot reset-state to in-use because volume does not have any attachments.');
  const changes: Partial<Volume> = {};
  if (status !== undefined) changes.status = String(status);
  if (migrationStatus !== undefined)
    changes.migrationStatus = migrationStatus === 'none' ? null : String(migrationStatus);
  if (attachStatus !== undefined) changes.attached = attachStatus === 'attached';
  if (attachStatus === 'detached' && rows.length > 0) {
    dropAttachments(call.sim, volume.id);
    const { attached_mode: _, ...adminMetadata } = volume.adminMetadata;
    Object.assign(changes, { status: 'available', adminMetadata });
  }
  save(call.sim, volume, changes);
}

function requireWord(what: string, value: unknown, words: string, brackets: '()' | '[]'): void {
  if (value === undefined || words.split(' ').includes(String(value))) return;
  const valid = words
    .split(' ')
    .map((word) => `'${word}'`)
    .join(', ');
  throw badRequest(`${what}: ${value} is invalid, valid statuses are: ${brackets[0]}${valid}${brackets[1]}.`);
}
