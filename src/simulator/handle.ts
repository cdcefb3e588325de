// Handles one request: log, faults, service.
import { handleCompute } from './compute/service.ts';
import {
  ConnectionDropped,
  type LoggedRequest,
  redact,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedService,
} from './exchange.ts';
import type { HttpFault } from './faults.ts';
import { handleIdentity } from './identity/service.ts';
import type { Answer, Call } from './router.ts';
import type { Simulation } from './simulation.ts';
import { handleVolume } from './volume/service.ts';

const SERVICES: Record<SimulatedService, (call: Call) => Answer> = {
  identity: handleIdentity,
  volume: handleVolume,
  compute: handleCompute,
};

const GLOBAL_ID = /^req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Handles one request from its arrival to its response: log, faults of the connection, service. */
export async function handleRequest(sim: Simulation, request: SimulatedRequest): Promise<SimulatedResponse> {
  const { call, service, fullPath } = readRequest(sim, request);
  const logged = logRequest(sim, call, service);
  const fault = sim.faults.matchHttp({ method: call.method, path: fullPath, service });
  if (fault?.delayMs) await waitFor(sim, fault.delayMs);
  if (fault?.dropConnection === 'before') throw drop(logged);
  const replaced = fault?.status !== undefined || fault?.body !== undefined;
  const answer = replaced && !fault.applied ? undefined : serve(call, service);
  logged.served = answer?.status ?? null;
  if (fault?.dropConnection === 'after') throw drop(logged);
  const response = replaced ? replacement(fault, answer, call) : respond(answer, call);
  response.headers['Date'] ??= new Date(sim.now()).toUTCString();
  if (!replaced && fault?.headers) Object.assign(response.headers, fault.headers);
  logged.status = response.status;
  return response;
}

// A wait that `stop` ends: it then never resolves.
function waitFor(sim: Simulation, ms: number): Promise<void> {
  return new Promise((resolve) => {
    sim.courses.start(
      (function* () {
        yield ms;
        resolve();
      })(),
    );
  });
}

function drop(logged: LoggedRequest): ConnectionDropped {
  logged.status = 0;
  return new ConnectionDropped('connection dropped by a fault');
}

function serve(call: Call, service: SimulatedService | null): Answer {
  if (service === null)
    return { status: 404, body: 'no such service', headers: { 'Content-Type': 'text/plain' } };
  return SERVICES[service](call);
}

const respond = (answer: Answer | undefined, call: Call): SimulatedResponse => ({
  status: answer?.status ?? 500,
  headers: { ...answer?.headers },
  body: call.method === 'HEAD' ? undefined : answer?.body,
});

function replacement(fault: HttpFault, answer: Answer | undefined, call: Call): SimulatedResponse {
  const type = typeof fault.body === 'string' ? 'text/plain' : 'application/json';
  const headers = answer?.headers ?? { 'Content-Type': type, 'x-openstack-request-id': call.requestId };
  return {
    status: fault.status ?? answer?.status ?? 200,
    headers: { ...headers, ...fault.headers },
    body: fault.body,
  };
}

function readRequest(sim: Simulation, request: SimulatedRequest) {
  const [fullPath = '/', pathQuery] = request.path.split('?');
  const [, prefix = '', ...rest] = fullPath.split('/');
  const service = prefix in SERVICES ? (prefix as SimulatedService) : null;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers ?? {}))
    if (value !== undefined) headers[name.toLowerCase()] = value;
  const globalId = headers['x-openstack-request-id'];
  const call: Call = {
    sim,
    method: request.method.toUpperCase(),
    path: service ? `/${rest.join('/')}` : fullPath,
    params: {},
    query: new URLSearchParams(request.query ?? pathQuery ?? ''),
    headers,
    ...readBody(request.body),
    requestId: `req-${sim.newId()}`,
    globalRequestId: globalId && GLOBAL_ID.test(globalId) ? globalId : null,
    version: 0,
    token: null,
    user: null,
  };
  return { call, service, fullPath };
}

function readBody(body: unknown): { body: unknown; malformed: boolean } {
  if (body === undefined || body === null || body === '') return { body: undefined, malformed: false };
  if (typeof body !== 'string') return { body, malformed: false };
  try {
    return { body: JSON.parse(body), malformed: false };
  } catch {
    return { body: undefined, malformed: true };
  }
}

function logRequest(sim: Simulation, call: Call, service: SimulatedService | null): LoggedRequest {
  const token = sim.state.tokens.get(call.headers['x-auth-token'] ?? '');
  const logged: LoggedRequest = {
    at: sim.now(),
    method: call.method,
    path: call.path,
    query: call.query.toString(),
    service,
    body: redact(call.body),
    user: (token && sim.state.users.get(token.userId)?.name) ?? null,
    projectId: token?.projectId ?? null,
    globalRequestId: call.globalRequestId,
    requestId: call.requestId,
    status: null,
    served: null,
  };
  sim.requests.push(logged);
  sim.settings.onRequest?.(logged);
  return logged;
}
