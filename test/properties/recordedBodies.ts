// Bodies as recorded on real clouds: random ones with the shapes in the transcripts of both releases.
import fc from 'fast-check';
import { readGolden } from '../conformance/golden.ts';
import type { Shape } from '../conformance/shape.ts';
import type { CallStep } from '../conformance/transcript.ts';

const goldens = await Promise.all((['zed', '2025.1'] as const).map(readGolden));

const calls: readonly CallStep[] = goldens
  .flatMap(({ scenarios }) => Object.values(scenarios).flat())
  .filter((step) => step.kind === 'call');

/**
 * Any body that a real cloud returned for such a call with such a status. Transcripts hold some lists without
 * their key: `listKey`.
 */
export function recordedBodies(request: RegExp, status: number, listKey: string): fc.Arbitrary<unknown> {
  const shapes = calls
    .filter((call) => request.test(call.request) && call.status === status && typeof call.body === 'object')
    .map(({ body }) => (typeof body === 'object' && '[]' in body ? { [listKey]: body } : body))
    // A scenario's summary of a list's pages is not a body.
    .filter((body) => listKey === '' || (typeof body === 'object' && listKey in body))
    // Nor is a scenario's selection of a body's fields.
    .filter((body) => listKey !== '' || isWhole(body));
  if (shapes.length === 0) throw new Error(`no recorded answer ${status} to ${request}`);
  const distinct = new Map(shapes.map((shape) => [JSON.stringify(shape), shape]));
  return fc.oneof(...[...distinct.values()].map(bodyOf));
}

// A single resource is in its body under one key.
function isWhole(body: Shape): boolean {
  const [thing, ...others] = typeof body === 'object' ? Object.values(body) : [];
  return typeof thing === 'object' && others.length === 0;
}

function bodyOf(shape: Shape): fc.Arbitrary<unknown> {
  if (typeof shape === 'string') return fc.oneof(...shape.split(' | ').map(leafOf));
  const items = shape['[]'];
  if (items !== undefined) return fc.array(bodyOf(items), { minLength: 1, maxLength: 3 });
  const keys = Object.keys(shape);
  const members = keys.map((key) => [key.replace(/\?$/, ''), bodyOf(shape[key] ?? 'null')] as const);
  const requiredKeys = keys.filter((key) => !key.endsWith('?'));
  return fc.record(Object.fromEntries(members), { requiredKeys, noNullPrototype: true });
}

function leafOf(leaf: string): fc.Arbitrary<unknown> {
  if (leaf === 'text') return fc.stringMatching(/^[a-z0-9 ]{1,12}$/);
  if (leaf === 'number') return fc.nat({ max: 1000 });
  if (leaf === '[]') return fc.constant([]);
  if (leaf.startsWith('9999'))
    return fc.constant(
      leaf.replace('9999-99-99T99:99:99', '2026-11-21T20:21:19').replace('.999999', '.000000'),
    );
  if (/^"|^\d+$|^(null|true|false)$/.test(leaf)) return fc.constant(JSON.parse(leaf));
  const bare = leaf.replaceAll(/[<>]/g, '').replaceAll(' ', '-');
  return fc.constant(bare.includes('/') ? `http://${bare}` : bare);
}
