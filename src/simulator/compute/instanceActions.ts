// Records a server's instance actions and their events.
import type { ActionEvent, InstanceAction, Server } from '../model.ts';
import type { Simulation } from '../simulation.ts';

export interface ActionOrigin {
  requestId: string;
  userId: string;
  projectId: string;
}

/** Records that an action of a server was requested. */
export function recordAction(
  sim: Simulation,
  server: Server,
  action: string,
  origin: ActionOrigin,
): InstanceAction {
  const record: InstanceAction = {
    action,
    ...origin,
    startTime: sim.now(),
    updatedAt: sim.now(),
    message: null,
    events: [],
  };
  server.actions.push(record);
  return record;
}

/** Records that nova-compute has started the action. */
export function startEvent(sim: Simulation, action: InstanceAction, event: string): ActionEvent {
  const record: ActionEvent = {
    event,
    startTime: sim.now(),
    finishTime: null,
    result: null,
    traceback: null,
  };
  action.events.push(record);
  return record;
}

/** Records how it ended; an error also shows in the action's `message`. */
export function finishEvent(
  sim: Simulation,
  action: InstanceAction,
  event: ActionEvent,
  error?: unknown,
): void {
  event.finishTime = sim.now();
  event.result = error === undefined ? 'Success' : 'Error';
  action.updatedAt = sim.now();
  if (error === undefined) return;
  action.message = 'Error';
  event.traceback = `  File "nova/compute/manager.py", in decorated_function\n${error instanceof Error ? error.message : error}\n`;
}
