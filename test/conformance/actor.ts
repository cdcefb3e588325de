// A signed-in user who makes calls: recorded ones, which are compared, and others, which set the scene.

import { headerLines } from './headers.ts';
import { exchange, type Json, type Service, type Session, type WireAnswer } from './http.ts';
import type { Labels } from './labels.ts';
import { shapeOf } from './shape.ts';
import type { Step } from './transcript.ts';

/** The versions that the product requests. */
const VERSIONS: Readonly<Record<Service, string>> = {
  identity: '',
  volume: 'volume 3.70',
  compute: 'compute 2.60',
};

export interface CallOptions {
  /** `OpenStack-API-Version`; none if it is empty. */
  readonly version?: string;
  /** False: without a token. A string: with that token. */
  readonly token?: string | false;
  /** The address up to the path, if it is not the catalog's. */
  readonly url?: string;
  /** The part of the body that is compared, if the rest depends on the rest of the cloud. */
  readonly pick?: (body: Json) => unknown;
}

/** `GET volume /volumes/1c…` */
type Request = `${string} ${Service} ${string}`;

export interface Actor {
  readonly name: string;
  readonly session: Session;
  /** A call that is recorded under a title. */
  readonly call: (
    title: string,
    request: Request,
    body?: unknown,
    options?: CallOptions,
  ) => Promise<WireAnswer>;
  /** A call that is not recorded. */
  readonly send: (request: Request, body?: unknown, options?: CallOptions) => Promise<WireAnswer>;
  /** Like send, but it must succeed; returns the body. */
  readonly must: (request: Request, body?: unknown) => Promise<Json>;
}

export function createActor(
  name: string,
  session: Session,
  labels: Labels,
  write: (step: Step) => void,
): Actor {
  const send: Actor['send'] = async (request, body, options = {}) => {
    const [method = '', service, path] = split(request);
    const version = options.version ?? VERSIONS[service];
    const token = options.token ?? session.token;
    return await exchange({
      method,
      url: `${options.url ?? session.urls[service]}${path}`,
      headers: {
        ...(token === false ? {} : { 'x-auth-token': token }),
        ...(version === '' ? {} : { 'openstack-api-version': version }),
      },
      body,
    });
  };
  return {
    name,
    session,
    send,
    call: async (title, request, body, options = {}) => {
      const answer = await send(request, body, options);
      write({
        kind: 'call',
        title,
        request: `${name} ${labels.normal(request)}${actionOf(request, body)}`,
        status: answer.status,
        headers: headerLines(answer.headers, labels),
        body: shapeOf(options.pick ? options.pick(answer.body) : answer.body, labels),
      });
      return answer;
    },
    must: async (request, body) => {
      const answer = await send(request, body);
      if (answer.status < 300) return answer.body;
      throw new Error(`${request}: ${answer.status} ${JSON.stringify(answer.body)}`);
    },
  };
}

// An action is named by its body's only key.
const actionOf = (request: string, body: unknown): string =>
  /^POST .*\/action$/.test(request) ? ` ${Object.keys(Object(body))[0] ?? 'nothing'}` : '';

function split(request: Request): [method: string, service: Service, path: string] {
  const [method = '', service, ...path] = request.split(' ');
  return [method, service as Service, path.join(' ')];
}
