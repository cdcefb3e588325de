// What runs do to a cloud, in a form in which two clouds can be compared.
import type { Outcome } from '../../src/index.ts';
import type { SimulatedCloud } from '../../src/simulator/index.ts';

// Tokens are the means of a request, not its content, and so is the password that a temporary user gets again
// after a crash; times and IDs of requests are never the same twice.
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

// Each ID by the order of its first appearance: what is the same except for its IDs is then equal.
function withNamedIds(text: string): string {
  const names = new Map<string, string>();
  return text.replace(UUID, (id) => {
    const name = names.get(id) ?? `id ${names.size + 1}`;
    names.set(id, name);
    return name;
  });
}

/** The outcome of a run, and everything that the cloud holds after it. */
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

/** From now on counts each kind of request that changes the content of the cloud. */
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

// `os-retype`, if the body requests an action.
function actionOf(body: unknown): string {
  const [key = ''] = typeof body === 'string' && body !== '' ? Object.keys(JSON.parse(body)) : [];
  return key.startsWith('os-') ? ` ${key}` : '';
}
