// Nova's calls on one server: show, actions, instance actions.
import type { Course } from '../course.ts';
import type { Server } from '../model.ts';
import { badRequest, notFound, policyForbids, serverNotFound } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import type { Simulation } from '../simulation.ts';
import { isFields } from '../validate.ts';
import { finishEvent, recordAction, startEvent } from './instanceActions.ts';
import { withServerLock } from './serverLock.ts';
import { shelve } from './shelve.ts';
import { requireState, requireUnlocked } from './state.ts';
import { actionDetail, actionSummary, serverDetail } from './views.ts';

/** The server in the path; one of another project is a 404 unless the caller is an admin. */
export function findServer(call: AuthorizedCall): Server {
  const id = param(call, 'server');
  const server = call.sim.state.servers.get(id);
  if (!server || (!call.isAdmin && server.projectId !== call.projectId)) throw serverNotFound(id);
  return server;
}

/** GET /servers/{id} */
export const showServer = (call: AuthorizedCall): Answer => ({
  status: 200,
  body: { server: serverDetail(call, findServer(call)) },
});

interface Change {
  /** The action's name in error messages. */
  verb: string;
  from: string[];
  task: string;
  to: string;
  powerState: number;
}

const CHANGES: Record<string, Change> = {
  'os-stop': {
    verb: 'stop',
    from: ['active', 'rescued', 'error'],
    task: 'powering-off',
    to: 'stopped',
    powerState: 4,
  },
  'os-start': { verb: 'start', from: ['stopped'], task: 'powering-on', to: 'active', powerState: 1 },
  pause: { verb: 'pause', from: ['active'], task: 'pausing', to: 'paused', powerState: 3 },
  unpause: { verb: 'unpause', from: ['paused'], task: 'unpausing', to: 'active', powerState: 1 },
  reboot: {
    verb: 'reboot',
    from: ['active', 'stopped', 'paused', 'suspended', 'error'],
    task: 'rebooting_hard',
    to: 'active',
    powerState: 1,
  },
};

/** POST /servers/{id}/action: stop, start, pause, unpause, reboot, shelve, shelveOffload, lock, unlock, os-resetState */
export function runServerAction(call: AuthorizedCall): Answer {
  const [name] = isFields(call.body) ? Object.keys(call.body) : [];
  if (name === undefined) throw badRequest('Malformed request body');
  const change = CHANGES[name];
  if (!change && !['lock', 'unlock', 'os-resetState', 'shelve', 'shelveOffload'].includes(name))
    throw badRequest(`There is no such action: ${name}`);
  const server = findServer(call);
  if (name === 'lock' || name === 'unlock') return setLock(call, server, name === 'lock');
  if (name === 'shelve' || name === 'shelveOffload') return shelve(call, server, name);
  if (!change) return resetState(call, server);
  requireUnlocked(server, call.isAdmin);
  requireState(server, change.verb, change.from);
  server.taskState = change.task;
  call.sim.courses.start(changeCourse(call.sim, server, change, call));
  return { status: 202 };
}

function* changeCourse(sim: Simulation, server: Server, change: Change, call: AuthorizedCall): Course {
  const { requestId, user, projectId } = call;
  const action = recordAction(sim, server, change.verb, { requestId, userId: user.id, projectId });
  const event = startEvent(sim, action, `compute_${change.verb}_instance`);
  yield* withServerLock(sim, server, function* () {
    yield sim.settings.stages.server;
    Object.assign(server, {
      vmState: change.to,
      powerState: change.powerState,
      taskState: null,
      updatedAt: sim.now(),
    });
    finishEvent(sim, action, event);
  });
}

function setLock(call: AuthorizedCall, server: Server, locked: boolean): Answer {
  const given = isFields(call.body) ? call.body['lock'] : null;
  const reason =
    isFields(given) && typeof given['locked_reason'] === 'string' ? given['locked_reason'] : null;
  Object.assign(server, { locked, lockedReason: locked ? reason : null });
  return { status: 202 };
}

function resetState(call: AuthorizedCall, server: Server): Answer {
  if (!call.isAdmin) throw policyForbids('os_compute_api:os-admin-actions:reset_state');
  const given = isFields(call.body) ? call.body['os-resetState'] : undefined;
  const state = isFields(given) ? String(given['state']) : 'error';
  Object.assign(server, { vmState: state, taskState: null });
  return { status: 202 };
}

/** GET /servers/{id}/os-instance-actions: newest first */
export function listInstanceActions(call: AuthorizedCall): Answer {
  const server = findServer(call);
  const instanceActions = server.actions.map((action) => actionSummary(call, server, action)).reverse();
  return { status: 200, body: { instanceActions } };
}

/** GET /servers/{id}/os-instance-actions/{request id} */
export function showInstanceAction(call: AuthorizedCall): Answer {
  const server = findServer(call);
  const id = param(call, 'request');
  const action = server.actions.find(({ requestId }) => requestId === id);
  if (!action) throw notFound(`Action ${id} not found`);
  return { status: 200, body: { instanceAction: actionDetail(call, server, action) } };
}
