// What a request meets on its way, and what is learned of it: which secrets it carries, and whether its run has ended.
import type { WireAnswer, WireRequest } from '../../../services/index.ts';
import { act } from './act.ts';
import type { Network } from './network.ts';
import { kindOf } from './requestKinds.ts';
import type { Theatre } from './theatre.ts';

/** The network of a theatre. */
export const networkOf = (theatre: Theatre): Network => ({
  time: theatre.stage.time,
  cloud: theatre.stage.cloud,
  latencyMs: theatre.story.cloud.latencyMs,
  isDown: theatre.scene.isDown,
  meet: (request) => meet(request, theatre),
  served: (request, answer) => served(request, answer, theatre),
  shown: new Map(),
});

const runIdOf = ({ requestId }: WireRequest): string => requestId.slice('req-'.length);

function meet(request: WireRequest, theatre: Theatre): ReturnType<Network['meet']> {
  const { players, agenda, requestsAfterEnd, secrets, tell } = theatre;
  const runId = runIdOf(request);
  const player = players.find((each) => each.runId === runId);
  const number = player?.number ?? 0;
  keepSecrets(request, secrets);
  if (player?.hasEnded) requestsAfterEnd.set(runId, (requestsAfterEnd.get(runId) ?? 0) + 1);
  const { fault, events } = agenda.request(number, kindOf(request.call));
  tell?.(`run ${number}: ${request.call}${fault === null ? '' : ` ${JSON.stringify(fault)}`}`);
  const arrive = (): void => {
    for (const event of events) act(event, theatre);
  };
  return { fault, arrive };
}

function served(request: WireRequest, { status, text }: WireAnswer, { scene }: Theatre): void {
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
