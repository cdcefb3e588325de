// Signs in to a cloud and returns the handle that every call to a service goes through.
import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';
import { asUser } from './config/asUser.ts';
import type { CloudConfig } from './config/cloudConfig.ts';
import { configOf } from './config/configOf.ts';
import type { ApiCall, ApiResponse } from './http/apiCall.ts';
import { createMicroversions, type VersionedService } from './http/microversions.ts';
import { traced } from './http/requestTrace.ts';
import { createTransport, type Transport, type TransportOptions } from './http/transport.ts';
import { type Endpoints, endpointsOf } from './keystone/catalog.ts';
import { createSession } from './keystone/session.ts';
import { signIn } from './keystone/signIn.ts';
import { askVersions, request, requestIdOf, type Shared, type SignedIn } from './request.ts';
import type { Secret } from './secret.ts';
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

function cloudOf(context: SignedIn): Cloud {
  const { config, token, shared, session, endpoints, runId } = context;
  return {
    project: token.project,
    user: token.user,
    endpoints,
    runId,
    request: (call, signal) => request(call, context, signal),
    supports: async (service, version, signal) => {
      const own = await session.token();
      const versions = (name: string) => askVersions(service, name, own, context, signal);
      return await shared.microversions.supports(service, version, versions);
    },
    signInAs: (user, signal) =>
      open(asUser(config, token.project.id, user), shared, { runId, isFirst: false }, signal),
    forRun: (other) => cloudOf({ ...context, runId: other.toLowerCase() }),
  };
}
