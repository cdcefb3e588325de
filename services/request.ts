// One call to a service of a cloud: with the token, in the microversion that the service supports, repeated where that is safe.
import type { Clock } from './clock.ts';
import type { CloudConfig } from './config/cloudConfig.ts';
import { ServiceError, toFault } from './faults.ts';
import { readAnswer } from './http/answers.ts';
import {
  type ApiCall,
  type ApiResponse,
  type CallToSend,
  type CloudService,
  describeCall,
  isChanging,
  queryString,
} from './http/apiCall.ts';
import type { Microversions } from './http/microversions.ts';
import { withOrigin } from './http/origin.ts';
import { currentGuard } from './http/requestGuard.ts';
import type { Transport, WireAnswer } from './http/transport.ts';
import type { Endpoints } from './keystone/catalog.ts';
import type { Session } from './keystone/session.ts';
import type { Token } from './keystone/signIn.ts';
import { revealed, type Secret } from './secret.ts';

/** What all clouds of one `connect` share. */
export interface Shared {
  readonly transport: Transport;
  readonly microversions: Microversions;
  readonly clock: Clock;
}

/** The sign-in that calls are made with. */
export interface SignedIn {
  readonly config: CloudConfig;
  readonly token: Pick<Token, 'project' | 'user' | 'hasAccessRules'>;
  readonly shared: Shared;
  readonly session: Session;
  readonly endpoints: Endpoints;
  readonly runId: string;
}

/** The request ID that the calls of a run carry. */
export const requestIdOf = (runId: string): string => `req-${runId}`;

/**
 * Makes one call; rejects with a CloudError. A 401 or a 406 is sent before the call has any effect, so the call is
 * repeated: once with a new token, and with each lower microversion, because a service may have nodes of several
 * releases.
 */
export async function request<Body>(
  call: ApiCall<Body>,
  context: SignedIn,
  signal?: AbortSignal,
): Promise<ApiResponse<Body>> {
  const { shared, session } = context;
  const body = revealed(call.body);
  const { service } = call;
  const post = async (token: Secret) => {
    const sent = shared.microversions.headers(service);
    const answer = await transmit(call, body.value, { token, sent }, context, signal);
    return { service, sent, answer };
  };
  let token = await session.token();
  let reply = await post(token);
  if (reply.answer.status === 401) {
    token = await session.renewed(token);
    reply = await post(token);
  }
  const versions = (name: string) => askVersions(service, name, token, context, signal);
  while (reply.answer.status === 406 && (await shared.microversions.lower(reply, versions)))
    reply = await post(token);
  try {
    return readAnswer(call, reply.answer, [...body.secrets, token]);
  } catch (error) {
    throw context.token.hasAccessRules && error instanceof ServiceError && error.code === 'Unauthorized'
      ? new ServiceError({ ...toFault(error), kind: error.kind, reasons: [...error.reasons, ACCESS_RULES] })
      : error;
  }
}

// keystonemiddleware rejects calls that the rules do not name, without mentioning the rules.
const ACCESS_RULES =
  'the access rules of the application credential may not allow this call. Use one without access rules, or a user with the admin role';

async function transmit(
  call: CallToSend,
  body: unknown,
  { token, sent }: { readonly token: Secret; readonly sent: Readonly<Record<string, string>> },
  context: SignedIn,
  signal?: AbortSignal,
): Promise<WireAnswer> {
  const { shared, endpoints, runId } = context;
  const { service, method, isList = false, beforeRepeat } = call;
  const beforeSend = isChanging(call) ? currentGuard() : undefined;
  const request = {
    ...{ requestId: requestIdOf(runId), service, method, body, isList },
    url: `${endpoints[service]}${call.path}${queryString(call.query)}`,
    headers: { 'x-auth-token': token.reveal(), ...sent },
    call: describeCall(call),
    repeatable: !isChanging(call),
    ...(beforeRepeat === undefined ? {} : { beforeRepeat }),
    ...(beforeSend === undefined ? {} : { beforeSend }),
  };
  const send = async () => await shared.transport(request, signal);
  return await withOrigin(send, () => originOf(service, context));
}

// Where the address of an endpoint comes from.
function originOf(service: CloudService, { config, endpoints }: SignedIn): string {
  const { source } = config;
  const { interfaces, regionName, override } = config.endpoints[service];
  const region = regionName === null ? '' : `, region ${regionName}`;
  const from =
    override === null
      ? `from Keystone's catalog (interface ${interfaces.join(' or ')}${region})`
      : 'from the endpoint override in the configuration';
  const cloud = source === undefined ? '' : `; the cloud is defined in ${source}`;
  return `the ${service} endpoint ${endpoints[service]} is ${from}${cloud}`;
}

/**
 * Reads the service's version document, which is at the endpoint's path up to its version: http://…:8776/v3/. Cinder
 * shows it to signed-in users only.
 */
export async function askVersions(
  service: CloudService,
  call: string,
  token: Secret,
  { shared, endpoints, runId }: SignedIn,
  signal?: AbortSignal,
): Promise<WireAnswer> {
  const root = endpoints[service].replace(/(\/v\d+(\.\d+)?)(\/.*)?$/, '$1');
  const headers = { 'x-auth-token': token.reveal() };
  const requestId = requestIdOf(runId);
  return await shared.transport(
    { service, method: 'GET', url: `${root}/`, headers, requestId, call, repeatable: true },
    signal,
  );
}
