// Cinder's user messages.
import type { Volume } from '../model.ts';
import type { Simulation } from '../simulation.ts';

/**
 * Adds a message for the owner that says why something failed. Cinder does so for a create, never for a
 * migrate or retype.
 */
export function addMessage(
  sim: Simulation,
  volume: Volume,
  requestId: string,
  eventId: string,
  text: string,
): void {
  sim.state.messages.push({
    id: sim.newId(),
    order: sim.nextOrder(),
    projectId: volume.projectId,
    eventId,
    text,
    resourceType: 'VOLUME',
    resourceId: volume.id,
    requestId,
    createdAt: sim.now(),
  });
}
