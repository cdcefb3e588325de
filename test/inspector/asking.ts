// Sends requests to an inspector as a browser, a script or an attacker would.
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Not `fetch`, which always sends its own Host. */
export async function ask(url: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  const response = await open(url, headers, method);
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** The response as soon as its headers are there. */
export function open(
  url: string,
  headers: OutgoingHttpHeaders = {},
  method = 'GET',
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, resolve).on('error', reject).end();
  });
}

/** Another address of the same inspector, with its token: `path` may have a query. */
export function at(url: string, path: string): string {
  const token = new URL(url).searchParams.get('token') ?? '';
  const address = new URL(path, url);
  address.searchParams.set('token', token);
  return address.href;
}
