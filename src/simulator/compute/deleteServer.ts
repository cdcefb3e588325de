// Nova's deletion of a server.
import type { Course } from '../course.ts';
import type { BlockDevice, Server } from '../model.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import type { Simulation } from '../simulation.ts';
import { requestDelete } from '../volume/volumes.ts';
import { withServerLock } from './serverLock.ts';
import { findServer } from './servers.ts';
import { requireUnlocked } from './state.ts';
import { deleteAttachment } from './swap.ts';

/** DELETE /servers/{id} */
export function deleteServer(call: AuthorizedCall): Answer {
  const server = findServer(call);
  requireUnlocked(server, call.isAdmin);
  server.taskState = 'deleting';
  call.sim.courses.start(deleteCourse(call.sim, server));
  return { status: 204 };
}

/**
 * nova-compute's terminate_instance. Seen on both releases: a deletion during a swap waits for it and knows only the
 * attachment from before; the moved volume stays `in-use` on a server that is gone.
 */
function* deleteCourse(sim: Simulation, server: Server): Course {
  const devices = server.devices.map((device) => ({ ...device }));
  yield sim.settings.stages.schedule;
  yield* withServerLock(sim, server, function* () {
    yield sim.settings.stages.server;
    for (const device of devices) release(sim, device);
    sim.state.servers.delete(server.id);
  });
}

function release(sim: Simulation, { volumeId, attachmentId, deleteOnTermination }: BlockDevice): void {
  const volume = sim.state.volumes.get(volumeId);
  if (!volume || attachmentId === null || !sim.state.attachments.has(attachmentId)) return;
  deleteAttachment(sim, volume, attachmentId);
  if (deleteOnTermination && volume.status === 'available') requestDelete(sim, volume, false);
}
