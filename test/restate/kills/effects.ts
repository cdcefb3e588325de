// What a run changed in the cloud, counted in the cloud's own log.
import type { LoggedRequest, SimulatedCloud } from '../../../src/simulator/index.ts';

/** How often a service did each kind of change for a run. */
export type Effects = Readonly<Record<string, number>>;

/** Changes that another process may repeat: twice is the same as once. */
const REPEATABLE: readonly { readonly kind: RegExp; readonly why: string }[] = [
  { kind: /^POST .*\/auth\/tokens$/, why: 'each process signs in' },
  {
    kind: /^PATCH .*\/users\/ID$/,
    why: 'the password of the temporary user is in the memory of the process that died: the next one sets another',
  },
  { kind: /^PUT .*\/roles\/ID$/, why: 'a role that the user has already is granted again' },
];

const ID = /[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}|[0-9a-f]{32}/g;

/** The kind of a change: without IDs, with its action. */
function kindOf({ method, path, body }: LoggedRequest): string {
  const action = path.endsWith('/action') ? ` ${Object.keys(body ?? {}).join()}` : '';
  return `${method} ${path.replace(ID, 'ID')}${action}`;
}

/** The effects of a run, except for those that may be repeated. */
export function effectsOf({ requests }: SimulatedCloud, runId: string): Effects {
  const effects: Record<string, number> = {};
  for (const request of requests) {
    const { method, served, globalRequestId } = request;
    const isDone = served !== null && served < 300 && method !== 'GET';
    const kind = kindOf(request);
    if (!isDone || globalRequestId !== `req-${runId}` || REPEATABLE.some((each) => each.kind.test(kind)))
      continue;
    effects[kind] = (effects[kind] ?? 0) + 1;
  }
  return effects;
}

/** How the effects of a run differ from those of one that nothing disturbed, in sentences. */
export const differencesOf = (effects: Effects, undisturbed: Effects): string[] =>
  [...new Set([...Object.keys(effects), ...Object.keys(undisturbed)])]
    .filter((kind) => effects[kind] !== undisturbed[kind])
    .map((kind) => `${kind}: ${effects[kind] ?? 0} times instead of ${undisturbed[kind] ?? 0}`);

/** Effects that happened more than once, in sentences. */
export const repeatedIn = (effects: Effects): string[] =>
  Object.entries(effects)
    .filter(([, count]) => count > 1)
    .map(([kind, count]) => `${kind}: ${count} times`);
