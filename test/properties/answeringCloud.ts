// A cloud without sockets: a table has the response to each request, so that thousands per second can be tried.
import {
  type Cloud,
  connect,
  parseCloudConfig,
  type Transport,
  type WireAnswer,
  type WireRequest,
} from '../../services/index.ts';
import { configFor, entry, testClock, wireVolume } from '../services/testCloud.ts';

const HOST = 'http://cloud.invalid';

const ENDPOINTS = {
  identity: `${HOST}/identity/v3`,
  volume: `${HOST}/volume/v3/p1`,
  compute: `${HOST}/compute/v2.1`,
};

/** The result of a sign-in, with other addresses in the catalog. */
export const tokenBody = (addresses: Partial<typeof ENDPOINTS> = {}) => {
  const { volume, compute, identity } = { ...ENDPOINTS, ...addresses };
  return {
    token: {
      issued_at: '2026-11-21T22:00:00.000000Z',
      expires_at: '2026-11-21T23:00:00.000000Z',
      user: { id: 'u1', name: 'admin' },
      project: { id: 'p1', name: 'admin' },
      catalog: [entry('volumev3', volume), entry('compute', compute), entry('identity', identity)],
    },
  };
};

/** What a healthy cloud responds, by call. */
const USUAL: Readonly<Record<string, readonly [status: number, body?: unknown]>> = {
  'POST identity /auth/tokens': [201, tokenBody()],
  'GET identity /projects/p1': [200, { project: { domain_id: 'default' } }],
  'GET identity /users': [200, { users: [{ id: 'u2', name: 'temporary' }] }],
  'GET identity /roles': [200, { roles: [{ id: 'r1', name: 'member', domain_id: null }] }],
  'PUT identity /projects/p1/users/u2/roles/r1': [204],
  'PATCH identity /users/u2': [200, { user: { id: 'u2' } }],
  'GET volume /volumes/v1': [200, { volume: wireVolume() }],
  'GET volume /volumes/v1/encryption': [200, { provider: 'luks' }],
  'GET volume /volumes/v1/metadata': [200, { metadata: {} }],
  'GET volume /volumes/volume/metadata': [200, { metadata: {} }],
  'GET volume /volumes/volume/encryption': [200, { provider: 'luks' }],
  'GET identity /domains/default': [200, { domain: { id: 'default', enabled: true } }],
  'GET volume /volumes/v2': [200, { volume: wireVolume({ id: 'v2' }) }],
};

export type Answer = Partial<WireAnswer>;

type Answering = Answer | ((request: WireRequest) => Answer);

/** Signs in to a cloud that responds so by call (`GET volume /volumes/v1`), and as usual otherwise. */
export async function cloudAnswering(answers: Readonly<Record<string, Answering>>): Promise<Cloud> {
  const transport: Transport = async (request) => {
    const call = callOf(request);
    const [status, body] = USUAL[call] ?? [404, { itemNotFound: { message: `no answer to ${call}` } }];
    const text = body === undefined ? '' : JSON.stringify(body);
    const usual = {
      status,
      text,
      requestId: 'req-1',
      contentType: 'application/json',
      subjectToken: 'token',
    };
    const own = answers[call];
    return { ...usual, ...(typeof own === 'function' ? own(request) : own) };
  };
  return await connect(parseCloudConfig(configFor(HOST)), { transport, clock: testClock() });
}

function callOf({ method, service, url }: WireRequest): string {
  const path = new URL(url).href.slice(ENDPOINTS[service].length).replace(/\?.*$/, '');
  return `${method} ${service} ${path}`;
}
