// Intercepts requests: what happens to them on their way, their secrets, and whether their run has ended.
import type { WireAnswer, WireRequest } from '../../../services/index.ts';
import { act } from './act.ts';
import type { Network } from './network.ts';
import { kindOf } from './requestKinds.ts';
import type { Simulation } from './simulation.ts';

/** The network of a simulation. */
export const networkOf = (simulation: Simulation): Network => ({
  time: simulation.stage.time,
  cloud: simulation.stage.cloud,
  latencyMs: simulation.workload.cloud.latencyMs,
  isDown: simulation.scene.isDown,
  intercept: (request) => intercept(request, simulation),
  served: (request, answer) => served(request, answer, simulation),
  shown: new Map(),
});

const runIdOf = ({ requestId }: WireRequest): string => requestId.slice('req-'.length);

function intercept(request: WireRequest, simulation: Simulation): ReturnType<Network['intercept']> {
  const { drivers, schedule, requestsAfterEnd, secrets, tell } = simulation;
  const runId = runIdOf(request);
  const driver = drivers.find((each) => each.runId === runId);
  const number = driver?.number ?? 0;
  keepSecrets(request, secrets);
  if (driver?.hasEnded) requestsAfterEnd.set(runId, (requestsAfterEnd.get(runId) ?? 0) + 1);
  const { fault, events } = schedule.request(number, kindOf(request.call));
  tell?.(`run ${number}: ${request.call}${fault === null ? '' : ` ${JSON.stringify(fault)}`}`);
  const arrive = (): void => {
    for (const event of events) act(event, simulation);
  };
  return { fault, arrive };
}

function served(request: WireRequest, { status, text }: WireAnswer, { scene }: Simulation): void {
  if (request.call !== 'POST /volumes' || status !== 202) return;
  const { volume } = JSON.parse(text) as { volume: { id: string } };
  scene.made(runIdOf(request), volume.id);
}

interface Body {
  readonly user?: { readonly password?: string };
  readonly auth?: {
    readonly identity?: { readonly password?: { readonly user?: { readonly password?: string } } };
  };
}

function keepSecrets({ headers, body }: WireRequest, secrets: Set<string>): void {
  const { user, auth } = (body ?? {}) as Body;
  const carried = [headers['x-auth-token'], user?.password, auth?.identity?.password?.user?.password];
  for (const secret of carried) if (secret !== undefined) secrets.add(secret);
}
