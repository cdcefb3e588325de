import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';
import type { CloudConfig } from './config/cloudConfig.ts';
import { readAnswer } from './http/answers.ts';
import {
  type Answer,
  type ApiCall,
  type CallToSend,
  describeCall,
  isChanging,
  queryString,
  type Service,
} from './http/apiCall.ts';
import { createMicroversions, type Microversions } from './http/microversions.ts';
import { createTransport, type Transport, type TransportOptions, type WireAnswer } from './http/transport.ts';
import { type Endpoints, endpointsOf } from './keystone/catalog.ts';
import { createSession, type Session } from './keystone/session.ts';
import { signIn } from './keystone/signIn.ts';
import { revealed, type Secret } from './secret.ts';
import { VERSION } from './version.ts';

export interface ConnectOptions extends TransportOptions {
  /** A UUID; every request carries it as `X-OpenStack-Request-ID: req-<runId>`. */
  readonly runId?: string;
  readonly userAgent?: string;
  /** Cancels the sign-in. Later requests have signals of their own. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** A cloud, signed in to. */
export interface Cloud {
  readonly project: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string };
  readonly endpoints: Endpoints;
  readonly runId: string;
  /** Makes one call. Rejects with a CloudError. */
  readonly request: <Body = undefined>(call: ApiCall<Body>, signal?: AbortSignal) => Promise<Answer<Body>>;
  /** The same cloud as another user, in a project of that user's. */
  readonly signInAs: (
    user: { readonly id: string; readonly password: Secret; readonly projectId: string },
    signal?: AbortSignal,
  ) => Promise<Cloud>;
}

/** What clouds of one run share. */
interface Shared {
  readonly transport: Transport;
  readonly microversions: Microversions;
  readonly clock: Clock;
  readonly runId: string;
}

/**
 * Signs in with one request to Keystone and gives a handle for all further calls.
 * Rejects with AuthenticationError, TransportError, or ServiceError `EndpointNotFound` which says what the catalog has.
 */
export async function connect(config: CloudConfig, options: ConnectOptions = {}): Promise<Cloud> {
  const { runId = randomUUID(), userAgent = `volume-migrate/${VERSION}`, clock = systemClock } = options;
  const requestId = `req-${runId.toLowerCase()}`;
  const transport = createTransport({
    ...options,
    verify: config.verify,
    cacert: config.cacert,
    userAgent,
    requestId,
  });
  const shared = { transport, microversions: createMicroversions(), clock, runId: runId.toLowerCase() };
  return await open(config, shared, options.signal);
}

async function open(config: CloudConfig, shared: Shared, signal?: AbortSignal): Promise<Cloud> {
  const token = await signIn(config, shared.transport, signal);
  const endpoints = endpointsOf(config, token);
  const again = config.auth.method === 'token' ? null : () => signIn(config, shared.transport);
  const session = createSession(token, again, shared.clock);
  return {
    project: token.project,
    user: token.user,
    endpoints,
    runId: shared.runId,
    request: (call, callSignal) => request(call, { shared, session, endpoints }, callSignal),
    signInAs: (user, userSignal) => open(asUser(config, token.project.id, user), shared, userSignal),
  };
}

interface Context {
  readonly shared: Shared;
  readonly session: Session;
  readonly endpoints: Endpoints;
}

// A 401 or a 406 came before the call did anything, so it is sent again, once for each of the two.
async function request<Body>(
  call: ApiCall<Body>,
  context: Context,
  signal?: AbortSignal,
): Promise<Answer<Body>> {
  const { shared, session } = context;
  const body = revealed(call.body);
  const post = (token: Secret) => transmit(call, body.value, token, context, signal);
  let token = await session.token();
  let wire = await post(token);
  if (wire.status === 401) {
    token = await session.renewed(token);
    wire = await post(token);
  }
  if (wire.status === 406) {
    await shared.microversions.fallBack(call.service, (name) =>
      ask(call.service, name, token, context, signal),
    );
    wire = await post(token);
  }
  return readAnswer(call, wire, [...body.secrets, token]);
}

async function transmit(
  call: CallToSend,
  body: unknown,
  token: Secret,
  { shared, endpoints }: Context,
  signal?: AbortSignal,
): Promise<WireAnswer> {
  return await shared.transport(
    {
      method: call.method,
      url: `${endpoints[call.service]}${call.path}${queryString(call.query)}`,
      headers: { 'x-auth-token': token.reveal(), ...shared.microversions.headers(call.service) },
      body,
      call: describeCall(call),
      repeatable: !isChanging(call),
    },
    signal,
  );
}

// The version document lies at the endpoint up to its version: http://…:8776/v3/. Cinder shows it to users only.
async function ask(
  service: Service,
  call: string,
  token: Secret,
  { shared, endpoints }: Context,
  signal?: AbortSignal,
): Promise<WireAnswer> {
  const root = endpoints[service].replace(/(\/v\d+(\.\d+)?)(\/.*)?$/, '$1');
  const headers = { 'x-auth-token': token.reveal() };
  return await shared.transport({ method: 'GET', url: `${root}/`, headers, call, repeatable: true }, signal);
}

function asUser(
  config: CloudConfig,
  ownProjectId: string,
  user: { readonly id: string; readonly password: Secret; readonly projectId: string },
): CloudConfig {
  const { endpointOverrides } = config;
  return {
    ...config,
    auth: {
      method: 'password',
      user: { id: user.id },
      password: user.password,
      project: { id: user.projectId },
    },
    endpointOverrides: {
      ...endpointOverrides,
      volume: endpointOverrides.volume?.replace(ownProjectId, user.projectId) ?? null,
    },
  };
}
