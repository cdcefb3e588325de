// Access rules of application credentials; keystonemiddleware/auth_token validate_allowed_request.
import type { SimulatedService } from '../exchange.ts';
import type { AccessRule, Token } from '../model.ts';
import type { Call } from '../router.ts';
import type { Simulation } from '../simulation.ts';
import { isFields } from '../validate.ts';

const SERVICE_TYPES: Record<SimulatedService, string> = {
  identity: 'identity',
  volume: 'volumev3',
  compute: 'compute',
};

/** The `access_rules` in a request for an application credential; null if it has none. */
export function readAccessRules(sim: Simulation, given: unknown): AccessRule[] | null {
  if (!Array.isArray(given)) return null;
  return given.filter(isFields).map(({ service, method, path }) => ({
    ...{ id: sim.newHex(), service: String(service), path: String(path), method: String(method) },
  }));
}

/**
 * Whether a token may make a call: any, unless its credential has access rules; then one of them must match
 * the call.
 */
export function rulesAllow(call: Call, token: Token, service: SimulatedService): boolean {
  const rules = call.sim.state.applicationCredentials.get(token.applicationCredentialId ?? '')?.accessRules;
  if (!rules) return true;
  if (service === 'identity' && isFree(call)) return true;
  return rules.some(
    (rule) =>
      rule.method === call.method &&
      rule.service === SERVICE_TYPES[service] &&
      patternOf(rule.path).test(call.path),
  );
}

// A token may always be shown. Seen on Zed: Keystone itself does not check the rules at all.
const isFree = ({ sim, method, path }: Call): boolean =>
  !sim.settings.facts.identityHonoursAccessRules || (method === 'GET' && path.endsWith('/v3/auth/tokens'));

// `*` and `{tag}` stand for one segment, `**` for any number.
function patternOf(path: string): RegExp {
  const source = path.replace(/\{[^}]*\}|\*\*|[^{}]/g, (part) => {
    if (part === '**') return '.*';
    if (part === '*' || part.startsWith('{')) return '[^/]+';
    return part.replace(/[.\\+?^$()[\]|]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
