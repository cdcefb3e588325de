// Routes requests to the handlers of a service.
import type { Token, User } from './model.ts';
import type { Simulation } from './simulation.ts';

/** One request on its way through a service. */
export interface Call {
  sim: Simulation;
  method: string;
  /** Path without the service's prefix. */
  path: string;
  /** The values of the path's `:names`. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string>;
  /** The JSON body; undefined without one. */
  body: unknown;
  /** Whether a body was sent that is not JSON. */
  malformed: boolean;
  requestId: string;
  globalRequestId: string | null;
  /** The minor part of the microversion: 70 of `volume 3.70`. */
  version: number;
  token: Token | null;
  user: User | null;
}

/** A call with a valid token that has a project. */
export interface AuthorizedCall extends Call {
  token: Token;
  user: User;
  projectId: string;
  isAdmin: boolean;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export type Handler<C extends Call = AuthorizedCall> = (call: C) => Answer;

export interface Route<C extends Call = AuthorizedCall> {
  method: string;
  segments: string[];
  handler: Handler<C>;
}

/** An entry of a service's table: `route('GET', '/volumes/:id', showVolume)`. */
export function route<C extends Call = AuthorizedCall>(
  method: string,
  path: string,
  handler: Handler<C>,
): Route<C> {
  return { method, segments: split(path), handler };
}

const split = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

export type Match<C extends Call> =
  | { handler: Handler<C>; params: Record<string, string> }
  | 'no path'
  | 'no method';

/**
 * The first matching route. A route without `:names` in a place must come before one with, so order the table
 * accordingly.
 */
export function match<C extends Call>(routes: Route<C>[], method: string, path: string): Match<C> {
  const segments = split(path);
  let found: Match<C> = 'no path';
  for (const candidate of routes) {
    const params = fitSegments(candidate.segments, segments);
    if (!params) continue;
    if (candidate.method === method) return { handler: candidate.handler, params };
    found = 'no method';
  }
  return found;
}

function fitSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decode(segment);
    else if (part !== segment) return undefined;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A named part of the path, which the router has set. */
export const param = (call: Call, name: string): string => call.params[name] ?? '';
