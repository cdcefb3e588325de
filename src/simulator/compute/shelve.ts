// Shelves a server: Nova offloads it, and its volumes are only reserved for it.
import type { Course } from '../course.ts';
import type { Server } from '../model.ts';
import { policyForbids } from '../refusal.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import type { Simulation } from '../simulation.ts';
import { finishEvent, recordAction, startEvent } from './instanceActions.ts';
import { withServerLock } from './serverLock.ts';
import { requireState, requireUnlocked } from './state.ts';
import { deleteAttachment, reserve } from './swap.ts';

export type Shelving = 'shelve' | 'shelveOffload';

const KINDS = {
  shelve: { from: ['active', 'stopped', 'paused', 'suspended'], task: 'shelving' },
  shelveOffload: { from: ['shelved'], task: 'shelving-offloading' },
};

/**
 * The actions shelve and shelveOffload. Seen on both releases: a server that boots from a volume is offloaded
 * at once.
 * nova/compute/api.py shelve, nova/compute/manager.py _shelve_offload_instance.
 */
export function shelve(call: AuthorizedCall, server: Server, kind: Shelving): Answer {
  if (kind === 'shelveOffload' && !call.isAdmin)
    throw policyForbids('os_compute_api:os-shelve:shelve_offload');
  requireUnlocked(server, call.isAdmin);
  requireState(server, kind, KINDS[kind].from);
  server.taskState = KINDS[kind].task;
  call.sim.courses.start(shelveCourse(call, server, kind));
  return { status: 202 };
}

function* shelveCourse(
  { sim, requestId, user, projectId }: AuthorizedCall,
  server: Server,
  kind: Shelving,
): Course {
  const action = recordAction(sim, server, kind, { requestId, userId: user.id, projectId });
  const event = startEvent(sim, action, 'compute_shelve_offload_instance');
  yield* withServerLock(sim, server, function* () {
    yield sim.settings.stages.server;
    exchangeAttachments(sim, server);
    yield sim.settings.stages.window;
    Object.assign(server, {
      vmState: 'shelved_offloaded',
      powerState: 4,
      taskState: null,
      updatedAt: sim.now(),
    });
    finishEvent(sim, action, event);
  });
}

// A new row for each volume, even for one that Cinder showed as available.
function exchangeAttachments(sim: Simulation, server: Server): void {
  for (const device of server.devices) {
    const volume = sim.state.volumes.get(device.volumeId);
    if (!volume) continue;
    const old = device.attachmentId;
    device.attachmentId = reserve(sim, server.id, volume).id;
    if (old !== null) deleteAttachment(sim, volume, old);
  }
}
