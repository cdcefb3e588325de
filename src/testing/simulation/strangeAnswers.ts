// Responses that no service promises: an intermediary may send anything.
import type { WireAnswer, WireRequest } from '../../../services/index.ts';
import type { SimulatedResponse } from '../../simulator/index.ts';
import type { RequestFault, StrangeBody } from './workload.ts';

type Answered = Extract<RequestFault, { readonly kind: 'answered' }>;

/** A service's response as the client reads it. */
export function wireAnswer({ status, headers, body }: SimulatedResponse): WireAnswer {
  return {
    status,
    requestId: headers['x-openstack-request-id'] ?? null,
    contentType: headers['Content-Type'] ?? '',
    subjectToken: headers['X-Subject-Token'] ?? null,
    date: headers['Date'] ?? null,
    text: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/**
 * What the client gets instead of the service's response, which is null if the service never saw the request.
 */
export function strangeAnswer(fault: Answered, request: WireRequest, own: WireAnswer | null): WireAnswer {
  const status = fault.status ?? own?.status ?? 503;
  const text = own?.text ?? errorBody(request, status);
  return {
    status,
    requestId: own?.requestId ?? null,
    contentType: fault.body === 'html' ? 'text/html' : 'application/json',
    subjectToken: own?.subjectToken ?? null,
    text: textOf(fault.body, text, request, status),
  };
}

function textOf(body: StrangeBody, own: string, request: WireRequest, status: number): string {
  if (body === 'own') return own;
  if (body === 'error') return errorBody(request, status);
  if (body === 'html') return `<html><head><title>${status}</title></head><body>Bad Gateway</body></html>`;
  if (body === 'truncated') return own.slice(0, own.length / 2);
  if (body === 'echo') return echoOf(request);
  return { empty: '', null: 'null', array: '[]' }[body];
}

const KINDS: Readonly<Record<number, string>> = {
  400: 'badRequest',
  403: 'forbidden',
  404: 'itemNotFound',
  409: 'conflictingRequest',
  413: 'overLimit',
};

function errorBody({ service }: WireRequest, status: number): string {
  const message = 'rejected by the nemesis';
  if (service === 'identity') return JSON.stringify({ error: { code: status, message, title: 'No' } });
  return JSON.stringify({ [KINDS[status] ?? 'computeFault']: { code: status, message } });
}

const echoOf = ({ headers, body, url }: WireRequest): string =>
  JSON.stringify({
    badRequest: { code: 400, message: `cannot read ${JSON.stringify({ url, headers, body })}` },
  });
