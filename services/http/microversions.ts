import { z } from 'zod';
import { ServiceError } from '../faults.ts';
import { parseBody } from '../schema.ts';
import type { Service } from './apiCall.ts';
import type { WireAnswer } from './transport.ts';

type Version = readonly [major: number, minor: number];

/** What this library asks for, and the least it can work with. */
const NEEDS: Readonly<Record<Exclude<Service, 'identity'>, { wanted: Version; minimum: Version }>> = {
  // 3.70: the newest of Zed. 3.27: attachment records (Ocata); 3.16 brought migration to a cluster.
  volume: { wanted: [3, 70], minimum: [3, 27] },
  // 2.60: volumes on several servers; below 2.85, where an attachment update got other uses.
  // 2.27: the header OpenStack-API-Version.
  compute: { wanted: [2, 60], minimum: [2, 27] },
};

const document = z.object({
  version: z.object({ version: z.string(), min_version: z.string() }).optional(),
  versions: z
    .array(z.object({ version: z.string().nullish(), min_version: z.string().nullish() }))
    .optional(),
});

export interface Microversions {
  /** The header for requests to a service. */
  readonly headers: (service: Service) => Readonly<Record<string, string>>;
  /** After a 406: asks for the service's version document, once, and takes the best that both know. */
  readonly fallBack: (service: Service, ask: (call: string) => Promise<WireAnswer>) => Promise<void>;
}

/** The microversion of each service: the wanted one until a service says 406. */
export function createMicroversions(): Microversions {
  const chosen = new Map<Service, Promise<Version>>();
  const settled = new Map<Service, Version>();
  return {
    headers: (service) => {
      if (service === 'identity') return {};
      const [major, minor] = settled.get(service) ?? NEEDS[service].wanted;
      return { 'openstack-api-version': `${service} ${major}.${minor}` };
    },
    fallBack: async (service, ask) => {
      if (service === 'identity') return;
      const choice = chosen.get(service) ?? choose(service, ask);
      chosen.set(service, choice);
      settled.set(service, await choice.catch((error) => forget(chosen, service, error)));
    },
  };
}

function forget(chosen: Map<Service, unknown>, service: Service, error: unknown): never {
  chosen.delete(service);
  throw error;
}

async function choose(
  service: Exclude<Service, 'identity'>,
  ask: (call: string) => Promise<WireAnswer>,
): Promise<Version> {
  const call = `GET the ${service} service's version document`;
  const answer = await ask(call);
  const known = parseBody(document, json(answer.text), {
    call,
    requestId: answer.requestId,
    uncertain: false,
  });
  const { wanted, minimum } = NEEDS[service];
  const entries = [...(known.version ? [known.version] : []), ...(known.versions ?? [])];
  for (const entry of entries) {
    const max = parse(entry.version);
    const min = parse(entry.min_version);
    if (max === undefined || max[0] !== wanted[0]) continue;
    const best = less(max, wanted) ? max : wanted;
    if (!less(best, minimum) && !less(best, min ?? best)) return best;
  }
  throw unsupported(
    service,
    entries.map((entry) => `${entry.min_version} to ${entry.version}`),
    answer,
  );
}

function unsupported(
  service: Exclude<Service, 'identity'>,
  ranges: readonly string[],
  answer: WireAnswer,
): ServiceError {
  const { wanted, minimum } = NEEDS[service];
  return new ServiceError({
    code: 'MicroversionUnsupported',
    message: `The ${service} service knows microversions ${ranges.join(', ') || 'that it does not tell'}; needed is one of ${minimum.join('.')} to ${wanted.join('.')}`,
    status: 406,
    requestId: answer.requestId,
  });
}

function parse(text: string | null | undefined): Version | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(text ?? '');
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

function less(left: Version, right: Version): boolean {
  return left[0] < right[0] || (left[0] === right[0] && left[1] < right[1]);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
