// The headers that a client may rely on. For IDs only their presence is recorded.
import type { Labels } from './labels.ts';

const COMPARED = [
  'content-type',
  'openstack-api-version',
  'x-openstack-nova-api-version',
  'vary',
  'retry-after',
  'www-authenticate',
  'location',
];
const NOTED = ['x-openstack-request-id', 'x-compute-request-id', 'x-subject-token'];

export function headerLines(headers: Readonly<Record<string, string>>, labels: Labels): string[] {
  const compared = COMPARED.filter((name) => headers[name] !== undefined).map(
    (name) => `${name}: ${labels.normal(headers[name] ?? '')}`,
  );
  return [...compared, ...NOTED.filter((name) => headers[name] !== undefined)];
}
