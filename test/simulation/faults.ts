// Random faults of requests.
import fc from 'fast-check';
import type { RequestFault, StrangeBody } from '../../src/testing/simulation/index.ts';

const STATUSES = [null, 200, 202, 400, 401, 403, 404, 406, 409, 413, 429, 500, 502, 503, 504] as const;
const BODIES = ['error', 'own', 'html', 'truncated', 'empty', 'null', 'array', 'echo'] as const;
const DELAYS = [0, 50, 5_000, 59_000, 70_000] as const;

type Of<Kind> = Extract<RequestFault, { readonly kind: Kind }>;

const lost: fc.Arbitrary<Of<'lost'>> = fc.record({ kind: fc.constant('lost'), effect: fc.boolean() });

const answered: fc.Arbitrary<Of<'answered'>> = fc.record({
  kind: fc.constant('answered'),
  effect: fc.boolean(),
  status: fc.constantFrom(...STATUSES),
  body: fc.constantFrom<StrangeBody>(...BODIES),
});

// Every client must be able to rely on this: a client error comes before any effect.
const isTrustworthy = ({ effect, status }: Of<'answered'>): boolean =>
  !effect || status === null || status < 400 || status >= 500;

const delayed: fc.Arbitrary<Of<'delayed'>> = fc.record({
  kind: fc.constant('delayed'),
  beforeMs: fc.constantFrom(...DELAYS),
  afterMs: fc.constantFrom(...DELAYS),
});

const repeated: fc.Arbitrary<Of<'repeated'>> = fc.record({
  kind: fc.constant('repeated'),
  gapMs: fc.constantFrom(0, 20, 1_000),
  answer: fc.constantFrom('second', 'first'),
});

export const requestFault: fc.Arbitrary<RequestFault> = fc.oneof(
  lost,
  fc.constant<Of<'stale'>>({ kind: 'stale' }),
  fc.constant<Of<'refused'>>({ kind: 'refused' }),
  answered.filter(isTrustworthy),
  delayed,
  repeated,
);

/** How often in a row a fault may affect requests of a kind. */
export function timesAtMost(fault: RequestFault, request: string): number {
  // Reads may lag behind, but not forever: what is repeatedly not found does not exist.
  if (fault.kind === 'answered' && fault.status === 404) return request === '*' ? 1 : 2;
  // Without a sign-in a run can be neither started nor resumed: that must pass.
  return request === '*' || request === 'POST /v3/auth/tokens' ? 8 : 1000;
}
