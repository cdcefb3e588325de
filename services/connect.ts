// Signs in to a cloud and returns the handle that every call to a service goes through.
import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';
import { asUser } from './config/asUser.ts';
import type { CloudConfig } from './config/cloudConfig.ts';
import { configOf } from './config/configOf.ts';
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
import { createMicroversions, type Microversions, type VersionedService } from './http/microversions.ts';
import { withOrigin } from './http/origin.ts';
import { traced } from './http/requestTrace.ts';
import { createTransport, type Transport, type TransportOptions, type WireAnswer } from './http/transport.ts';
import { type Endpoints, endpointsOf } from './keystone/catalog.ts';
import { createSession, type Session } from './keystone/session.ts';
import { signIn, type Token } from './keystone/signIn.ts';
import { revealed, type Secret } from './secret.ts';
import { VERSION } from './version.ts';

/** Options of `connect`. */
export interface ConnectOptions extends TransportOptions {
  /**
   * A UUID; every request carries it as `X-OpenStack-Request-ID: req-<runId>`, except those of a cloud from
   * `forRun`.
   * @default a random one
   */
  readonly runId?: string;
  /**
   * The `User-Agent` header.
   * @default `volume-migrate/<version>`
   */
  readonly userAgent?: string;
  /** Cancels the sign-in. Later requests have their own signals. */
  readonly signal?: AbortSignal;
  /**
   * Times timeouts, pauses and token lifetimes.
   * @default the system clock
   */
  readonly clock?: Clock;
  /**
   * How requests are sent.
   * @default over HTTP, by got
   */
  readonly transport?: Transport;
  /**
   * Called once if the sign-in takes longer than two seconds, with a message that says what it is waiting
   * for.
   */
  readonly onWaiting?: (what: string) => void;
}

/** A cloud that the caller is signed in to. */
export interface Cloud {
  readonly project: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string };
  readonly endpoints: Endpoints;
  readonly runId: string;
  /** Makes one call. Rejects with a CloudError. */
  readonly request: <Body = undefined>(
    call: ApiCall<Body>,
    signal?: AbortSignal,
  ) => Promise<ApiResponse<Body>>;
  /** Whether the service supports the microversion. False if the service does not say. */
  readonly supports: (service: VersionedService, version: string, signal?: AbortSignal) => Promise<boolean>;
  /** The same cloud, signed in to as another user, in one of that user's projects. */
  readonly signInAs: (
    user: { readonly id: string; readonly password: Secret; readonly projectId: string },
    signal?: AbortSignal,
  ) => Promise<Cloud>;
  /**
   * The same sign-in for another run, whose ID its requests carry: many runs at once need only one sign-in.
   */
  readonly forRun: (runId: string) => Cloud;
}

/** What all clouds of one `connect` share. */
interface Shared {
  readonly transport: Transport;
  readonly microversions: Microversions;
  readonly clock: Clock;
}

/**
 * Signs in with one request to Keystone (`POST /v3/auth/tokens`) and returns a handle for all further calls.
 * Rejects with ConfigurationError, AuthenticationError, TransportError, or ServiceError `EndpointNotFound`, whose reasons
 * list what the catalog has.
 * @param cloud The name of a cloud in clouds.yaml, a configuration in the form of a clouds.yaml entry, or what
 * `loadCloudConfig` or `parseCloudConfig` returns. Default: as for the OpenStack clients (OS_CLOUD, the OS_* variables, or
 * the only cloud of clouds.yaml).
 */
export async function connect(
  cloud?: string | object | CloudConfig,
  options: ConnectOptions = {},
): Promise<Cloud> {
  const config = await configOf(cloud);
  const { runId = randomUUID(), userAgent = `volume-migrate/${VERSION}`, clock = systemClock } = options;
  const transport =
    options.transport ?? createTransport({ ...timeoutOf(config), ...options, tls: config, userAgent, clock });
  const shared = { transport: traced(transport, clock), microversions: createMicroversions(), clock };
  const stopTelling = tellOfWaiting(config, options.onWaiting, clock);
  try {
    return await open(config, shared, { runId: runId.toLowerCase(), isFirst: true }, options.signal);
  } finally {
    stopTelling();
  }
}

const QUIET_MS = 2_000;

// Returns a function that cancels the message.
function tellOfWaiting(
  { authUrl, source }: CloudConfig,
  tell: ConnectOptions['onWaiting'],
  clock: Clock,
): () => void {
  const over = new AbortController();
  if (tell !== undefined) {
    const from = source === undefined ? '' : ` (${source})`;
    void clock.sleep(QUIET_MS, over.signal).then(() => {
      if (!over.signal.aborted) tell(`waiting for Keystone to respond to the sign-in at ${authUrl}${from}`);
    });
  }
  return () => over.abort();
}

const timeoutOf = ({ timeoutMs }: CloudConfig): Pick<TransportOptions, 'timeoutMs'> =>
  timeoutMs === null ? {} : { timeoutMs };

async function open(
  config: CloudConfig,
  shared: Shared,
  { runId, isFirst }: { readonly runId: string; readonly isFirst: boolean },
  signal?: AbortSignal,
): Promise<Cloud> {
  const { transport, clock } = shared;
  const requestId = requestIdOf(runId);
  const token = await signIn(config, transport, { requestId, isFirst, clock }, signal);
  const endpoints = endpointsOf(config, token);
  const again = () => signIn(config, transport, { requestId, clock });
  const session = createSession(token, config.auth.method === 'token' ? null : again, shared.clock);
  return cloudOf({ config, token, shared, session, endpoints, runId });
}

const requestIdOf = (runId: string): string => `req-${runId}`;

interface Context {
  readonly config: CloudConfig;
  readonly token: Pick<Token, 'project' | 'user' | 'hasAccessRules'>;
  readonly shared: Shared;
  readonly session: Session;
  readonly endpoints: Endpoints;
  readonly runId: string;
}

function cloudOf(context: Context): Cloud {
  const { config, token, shared, session, endpoints, runId } = context;
  return {
    project: token.project,
    user: token.user,
    endpoints,
    runId,
    request: (call, signal) => request(call, context, signal),
    supports: async (service, version, signal) => {
      const own = await session.token();
      const askVersions = (name: string) => ask(service, name, own, context, signal);
      return await shared.microversions.supports(service, version, askVersions);
    },
    signInAs: (user, signal) =>
      open(asUser(config, token.project.id, user), shared, { runId, isFirst: false }, signal),
    forRun: (other) => cloudOf({ ...context, runId: other.toLowerCase() }),
  };
}

// A 401 or a 406 is sent before the call has any effect, so the call is repeated: once with a new token, and
// with each lower microversion, because a service may have nodes of several releases.
async function request<Body>(
  call: ApiCall<Body>,
  context: Context,
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
  const askVersions = (name: string) => ask(service, name, token, context, signal);
  while (reply.answer.status === 406 && (await shared.microversions.lower(reply, askVersions)))
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
  context: Context,
  signal?: AbortSignal,
): Promise<WireAnswer> {
  const { shared, endpoints, runId } = context;
  const { service, method, isList = false, beforeRepeat } = call;
  const request = {
    ...{ requestId: requestIdOf(runId), service, method, body, isList },
    url: `${endpoints[service]}${call.path}${queryString(call.query)}`,
    headers: { 'x-auth-token': token.reveal(), ...sent },
    call: describeCall(call),
    repeatable: !isChanging(call),
    ...(beforeRepeat === undefined ? {} : { beforeRepeat }),
  };
  const send = async () => await shared.transport(request, signal);
  return await withOrigin(send, () => originOf(service, context));
}

// Where the address of an endpoint comes from.
function originOf(service: CloudService, { config, endpoints }: Context): string {
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

// The version document is at the endpoint's path up to its version: http://…:8776/v3/. Cinder shows it to
// signed-in users only.
async function ask(
  service: CloudService,
  call: string,
  token: Secret,
  { shared, endpoints, runId }: Context,
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
