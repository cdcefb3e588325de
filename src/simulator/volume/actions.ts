// Cinder's actions on a volume: POST /volumes/{id}/action.
import type { Course } from '../course.ts';
import type { Volume } from '../model.ts';
import { badRequest, invalidInput, invalidVolume, notFound, policyForbids } from '../refusal.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import { backendOf, type Simulation, save } from '../simulation.ts';
import { isFields, requireBoolean, requireFields, requireMetadata, requireSize } from '../validate.ts';
import { attachAction, beginDetachingAction, detachAction, rollDetachingAction } from './attachActions.ts';
import { resizeDisk } from './disks.ts';
import { migrateVolumeAction, retypeAction } from './moves.ts';
import { cast } from './processes.ts';
import { commit, reserve } from './quotas.ts';
import { resetStatus } from './resetStatus.ts';
import { requireUsableType } from './types.ts';
import { findVolume, requestDelete } from './volumes.ts';

type Action = (call: AuthorizedCall) => Answer | undefined;

const accepted: Answer = { status: 202, headers: { 'Content-Type': 'application/json' } };
const done: Answer = { status: 200, headers: { 'Content-Type': 'application/json' } };

const ACTIONS: Record<string, Action> = {
  'os-migrate_volume': (call) => void migrateVolumeAction(call),
  'os-retype': (call) => void retypeAction(call),
  'os-set_bootable': setBootable,
  'os-set_image_metadata': setImageMetadata,
  'os-unset_image_metadata': unsetImageMetadata,
  'os-show_image_metadata': (call) => imageMetadata(findVolume(call)),
  'os-update_readonly_flag': updateReadonlyFlag,
  'os-reset_status': resetStatus,
  'os-attach': attachAction,
  'os-detach': detachAction,
  'os-begin_detaching': beginDetachingAction,
  'os-roll_detaching': rollDetachingAction,
  'os-reserve': reserveAction,
  'os-unreserve': unreserveAction,
  'os-extend': extendAction,
  'os-force_delete': forceDelete,
};

/** POST /volumes/{id}/action: one action, named by the body's only key */
export function runVolumeAction(call: AuthorizedCall): Answer {
  const [name] = isFields(call.body) ? Object.keys(call.body) : [];
  if (name === undefined) throw badRequest('Malformed request body');
  const action = ACTIONS[name];
  if (!action)
    throw badRequest(
      `There is no such action: ${name}. Verify the request body and Content-Type header and try again.`,
    );
  return action(call) ?? accepted;
}

function setBootable(call: AuthorizedCall): Answer {
  const fields = requireFields(call.body, 'os-set_bootable', ['bootable'], ['bootable']);
  const bootable = requireBoolean(fields, 'bootable', false);
  save(call.sim, findVolume(call), { bootable });
  return done;
}

const imageMetadata = (volume: Volume): Answer => ({
  status: 200,
  body: { metadata: { ...volume.imageMetadata } },
});

function setImageMetadata(call: AuthorizedCall): Answer {
  const fields = requireFields(call.body, 'os-set_image_metadata', ['metadata'], ['metadata']);
  const volume = findVolume(call);
  save(call.sim, volume, {
    imageMetadata: {
      ...volume.imageMetadata,
      ...requireMetadata(
        fields['metadata'],
        'metadata',
        "'object'",
        call.sim.settings.facts.imageMetadataValue,
      ),
    },
  });
  return imageMetadata(volume);
}

function unsetImageMetadata(call: AuthorizedCall): Answer {
  const fields = requireFields(call.body, 'os-unset_image_metadata', ['key'], ['key']);
  const volume = findVolume(call);
  const { [String(fields['key'])]: gone, ...rest } = volume.imageMetadata;
  if (gone === undefined) throw notFound(`Glance metadata for volume/snapshot ${volume.id} cannot be found.`);
  save(call.sim, volume, { imageMetadata: rest });
  return { status: 200 };
}

// `readonly` is admin metadata, which GET shows among the metadata.
function updateReadonlyFlag(call: AuthorizedCall): undefined {
  const fields = requireFields(call.body, 'os-update_readonly_flag', ['readonly'], ['readonly']);
  const readOnly = requireBoolean(fields, 'readonly', false);
  const volume = findVolume(call);
  if (volume.status !== 'available')
    throw invalidVolume(
      `Volume ${volume.id} status must be available to update readonly flag, but current status is: ${volume.status}.`,
    );
  save(call.sim, volume, {
    adminMetadata: { ...volume.adminMetadata, readonly: readOnly ? 'True' : 'False' },
  });
}

function reserveAction(call: AuthorizedCall): undefined {
  const volume = findVolume(call);
  const free = volume.multiattach ? ['available', 'in-use'] : ['available'];
  if (!free.includes(volume.status))
    throw invalidVolume(
      `Volume status must be ${free.join(' or ')} to reserve, but the status is ${volume.status}.`,
    );
  save(call.sim, volume, { status: 'attaching' });
}

function unreserveAction(call: AuthorizedCall): undefined {
  const volume = findVolume(call);
  if (volume.status === 'attaching')
    save(call.sim, volume, { status: volume.attached ? 'in-use' : 'available' });
}

function extendAction(call: AuthorizedCall): undefined {
  const { sim } = call;
  const fields = requireFields(call.body, 'os-extend', ['new_size'], ['new_size']);
  const newSize = requireSize(fields, 'new_size');
  const volume = findVolume(call);
  requireUsableType(call, volume.typeId);
  const free = call.version >= 42 ? ['available', 'in-use'] : ['available'];
  if (newSize <= volume.sizeGib)
    throw invalidInput(
      `New size for extend must be greater than current size. (current: ${volume.sizeGib}, extended: ${newSize}).`,
    );
  if (!free.includes(volume.status))
    throw invalidVolume(
      `Volume ${volume.id} status must be '{'status': '${free.join(' or ')}'}' to extend, currently ${volume.status}.`,
    );
  const more = newSize - volume.sizeGib;
  const type = volume.typeId ? sim.state.volumeTypes.get(volume.typeId)?.name : undefined;
  const deltas: [string, number][] = [['gigabytes', more]];
  if (type) deltas.push([`gigabytes_${type}`, more]);
  commit(sim, reserve(sim, volume.projectId, deltas, newSize));
  save(sim, volume, { status: 'extending', previousStatus: volume.status });
  cast(sim, volume.host, () => extendCourse(sim, volume, newSize));
}

function* extendCourse(sim: Simulation, volume: Volume, sizeGib: number): Course {
  yield sim.settings.stages.schedule;
  try {
    yield* sim.faults.meet(backendOf(volume.host ?? ''), 'extend_volume');
  } catch (error) {
    save(sim, volume, { status: 'error_extending' });
    throw error;
  }
  resizeDisk(sim, volume, sizeGib);
  save(sim, volume, { sizeGib, status: volume.previousStatus ?? 'available' });
}

function forceDelete(call: AuthorizedCall): undefined {
  const volume = findVolume(call);
  if (!call.isAdmin) throw policyForbids('volume_extension:volume_admin_actions:force_delete');
  requestDelete(call.sim, volume, true);
}
