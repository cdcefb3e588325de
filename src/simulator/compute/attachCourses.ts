// nova-compute's work to attach and detach a volume.
import type { Course } from '../course.ts';
import type { Attachment, BlockDevice, InstanceAction, Server, Volume } from '../model.ts';
import { type Simulation, save } from '../simulation.ts';
import { finishEvent, startEvent } from './instanceActions.ts';
import { withServerLock } from './serverLock.ts';
import { beginAttaching, deleteAttachment } from './swap.ts';

export interface Attaching {
  server: Server;
  volume: Volume;
  attachment: Attachment;
  device: BlockDevice;
  action: InstanceAction;
}

/** nova-compute's attach_volume: attaching, then in-use; a failure leaves nothing. */
export function* attachCourse(sim: Simulation, attaching: Attaching): Course {
  const { server, volume, attachment, device, action } = attaching;
  yield sim.settings.stages.schedule;
  const event = startEvent(sim, action, 'compute_attach_volume');
  yield* withServerLock(sim, server, function* () {
    try {
      yield* beginAttaching(sim, volume, attachment);
      yield sim.settings.stages.step;
      yield* sim.faults.meet('nova', 'attach_volume');
    } catch (error) {
      deleteAttachment(sim, volume, attachment.id);
      server.devices = server.devices.filter((other) => other !== device);
      finishEvent(sim, action, event, error);
      throw error;
    }
    yield* finishAttaching(sim, attaching);
    finishEvent(sim, action, event);
  });
}

function* finishAttaching(sim: Simulation, { server, volume, attachment, device }: Attaching): Course {
  const attached = {
    status: 'attached',
    device: device.device,
    hostName: server.host,
    attachedAt: sim.now(),
  };
  Object.assign(attachment, attached);
  yield sim.settings.stages.window;
  save(sim, volume, { status: 'in-use', attached: true });
}

/** nova-compute's detach_volume */
export function* detachCourse(
  sim: Simulation,
  server: Server,
  volume: Volume,
  device: BlockDevice,
  action: InstanceAction,
): Course {
  yield sim.settings.stages.schedule;
  const event = startEvent(sim, action, 'compute_detach_volume');
  yield* withServerLock(sim, server, function* () {
    const known = device.attachmentId !== null && sim.state.attachments.has(device.attachmentId);
    // Seen on both releases: for an attachment that Cinder has lost Nova reports Success, and the volume stays
    // in `detaching`.
    if (known) deleteAttachment(sim, volume, device.attachmentId ?? '');
    // Seen on Zed: the volume is available a moment before the server forgets it.
    yield sim.settings.stages.window;
    server.devices = server.devices.filter((other) => other !== device);
    finishEvent(sim, action, event);
  });
}
