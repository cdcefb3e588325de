// What runs do to a cloud, in a form in which two clouds can be held against each other.
import type { Outcome } from '../../src/index.ts';
import type { SimulatedCloud } from '../../src/simulator/index.ts';

// Tokens are the way to ask, not what is asked for, and so is the password that a temporary user is given anew after a
// crash; times and the ids of requests are never the same twice.
const PASSING = new Set([
  'tokens',
  'password',
  'requestId',
  'createdAt',
  'updatedAt',
  'attachedAt',
  'startTime',
  'finishTime',
]);

const withoutPassing = (key: string, value: unknown): unknown => {
  if (PASSING.has(key)) return undefined;
  return value instanceof Map || value instanceof Set ? [...value] : value;
};

const UUID = /[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}/g;

// Each id by the order in which it first comes up: what is the same but for its ids is then equal.
function withNamedIds(text: string): string {
  const names = new Map<string, string>();
  return text.replace(UUID, (id) => {
    const name = names.get(id) ?? `id ${names.size + 1}`;
    names.set(id, name);
    return name;
  });
}

/** The outcome of a run, and all that the cloud holds after it. */
export function footprintOf(cloud: SimulatedCloud, outcome: Outcome, effects: ReadonlyMap<string, number>) {
  const { startedAt: _, endedAt: __, ...result } = outcome;
  const all = {
    result,
    state: cloud.state,
    errors: cloud.errors.map(String),
    effects: Object.fromEntries(effects),
  };
  return JSON.parse(withNamedIds(JSON.stringify(all, withoutPassing)));
}

/** Counts, from now on, each kind of request that changes what the cloud holds. */
export function countEffects(cloud: SimulatedCloud): ReadonlyMap<string, number> {
  const effects = new Map<string, number>();
  const { handle } = cloud;
  const fingerprint = (): string => JSON.stringify(cloud.state, withoutPassing);
  cloud.handle = async (request) => {
    if (request.method === 'GET') return await handle(request);
    const before = fingerprint();
    const answer = await handle(request);
    if (fingerprint() !== before) {
      const kind = `${request.method} ${request.path.replaceAll(UUID, '*')}${actionOf(request.body)}`;
      effects.set(kind, (effects.get(kind) ?? 0) + 1);
    }
    return answer;
  };
  return effects;
}

// `os-retype`, where the body asks for an action.
function actionOf(body: unknown): string {
  const [key = ''] = typeof body === 'string' && body !== '' ? Object.keys(JSON.parse(body)) : [];
  return key.startsWith('os-') ? ` ${key}` : '';
}
