// The microversion that is requested from each service: lowered whenever a node of an older release responds 406.
import { z } from 'zod';
import { ServiceError, UnexpectedAnswerError } from '../faults.ts';
import { parseBody } from '../schema.ts';
import type { CloudService } from './apiCall.ts';
import type { WireAnswer } from './transport.ts';

type Version = readonly [major: number, minor: number];

export type VersionedService = Exclude<CloudService, 'identity'>;

/** The versions that this library requests, and the lowest that it can work with. */
const NEEDS: Readonly<Record<VersionedService, { wanted: Version; minimum: Version }>> = {
  // 3.70: the newest of Zed. 3.27: attachment records (Ocata); 3.16 brought migration to a cluster.
  volume: { wanted: [3, 70], minimum: [3, 27] },
  // 2.60: volumes on several servers; below 2.85, where an attachment update got other uses.
  // 2.27: the header OpenStack-API-Version.
  compute: { wanted: [2, 60], minimum: [2, 27] },
};

// The newest versions of the releases before Zed and Queens: what to try next if a service does not say what
// it supports.
const RELEASES: Readonly<Record<VersionedService, readonly number[]>> = {
  volume: [68, 66, 64, 62, 60, 59, 55, 50, 43, 27],
  compute: [53, 42, 38, 27],
};

const document = z.object({
  version: z.object({ version: z.string(), min_version: z.string() }).optional(),
  versions: z
    .array(z.object({ version: z.string().nullish(), min_version: z.string().nullish() }))
    .optional(),
});

export interface Microversions {
  /** The header for requests to a service. */
  readonly headers: (service: CloudService) => Readonly<Record<string, string>>;
  /**
   * After a 406 to a request with the headers `sent`: chooses a lower version, according to the service's own
   * words, its version document, or else the release before. Behind one address there may be nodes of two
   * releases: the document of one proves nothing about the other, so a further 406 lowers the version again,
   * down to the minimum.
   * False if it cannot be lowered. Rejects with ServiceError `MicroversionUnsupported`.
   */
  readonly lower: (refused: Refused, ask: Ask) => Promise<boolean>;
  /**
   * Whether the service supports the microversion, according to its version document. False if that cannot be
   * read.
   */
  readonly supports: (service: VersionedService, version: string, ask: Ask) => Promise<boolean>;
}

/** Requests the service's version document. */
type Ask = (call: string) => Promise<WireAnswer>;

export interface Refused {
  readonly service: CloudService;
  /** The headers of the request. */
  readonly sent: Readonly<Record<string, string>>;
  readonly answer: WireAnswer;
}

const HEADER = 'openstack-api-version';

/** The microversions of one connection: the wanted ones until a service responds 406. */
export function createMicroversions(): Microversions {
  const current = new Map<CloudService, Version>();
  const pending = new Map<CloudService, Promise<Version>>();
  const versionOf = (service: VersionedService): Version => current.get(service) ?? NEEDS[service].wanted;
  return {
    headers: (service) => {
      if (service === 'identity') return {};
      return { [HEADER]: `${service} ${versionOf(service).join('.')}` };
    },
    lower: async ({ service, sent, answer }, ask) => {
      if (service === 'identity') return false;
      const refused = parse(sent[HEADER]?.split(' ')[1]) ?? versionOf(service);
      // Another request may have lowered it while this one was under way.
      if (less(versionOf(service), refused)) return true;
      const choice = pending.get(service) ?? choose({ service, refused, answer }, ask);
      pending.set(service, choice);
      try {
        current.set(service, await choice);
      } finally {
        pending.delete(service);
      }
      return true;
    },
    supports: async (service, version, ask) => {
      const wanted = parse(version);
      const ranges = await askDocument(service, ask);
      return wanted !== undefined && ranges.some(({ min, max }) => !less(wanted, min) && !less(max, wanted));
    },
  };
}

interface Choice {
  readonly service: VersionedService;
  readonly refused: Version;
  readonly answer: WireAnswer;
}

async function choose(choice: Choice, ask: Ask): Promise<Version> {
  const { service, refused, answer } = choice;
  const said = rangeInWords(answer.text);
  if (said !== null && less(said.max, refused)) return usable(service, [said], answer);
  const ranges = await askDocument(service, ask);
  const best = ranges.length === 0 ? refused : usable(service, ranges, answer);
  if (less(best, refused)) return best;
  const [major, minor] = refused;
  const before = RELEASES[service].find((each) => each < minor);
  if (before === undefined) throw unsupported(service, ranges, answer);
  return [major, before];
}

interface Range {
  readonly min: Version;
  readonly max: Version;
}

// "Version 3.70 is not supported by the API. Minimum is 3.0 and maximum is 3.59.": cinder/exception.py and
// nova/exception.py (InvalidGlobalAPIVersion).
function rangeInWords(text: string): Range | null {
  const found = /minimum is (\d{1,3}\.\d{1,4}) and maximum is (\d{1,3}\.\d{1,4})/i.exec(text);
  return found === null ? null : rangeOf(found[1], found[2]);
}

function rangeOf(min: string | null | undefined, max: string | null | undefined): Range | null {
  const newest = parse(max);
  return newest === undefined ? null : { min: parse(min) ?? [newest[0], 0], max: newest };
}

// Empty if the document cannot be read.
async function askDocument(service: VersionedService, ask: Ask): Promise<readonly Range[]> {
  const call = `GET the ${service} service's version document`;
  const answer = await ask(call);
  const about = { call, requestId: answer.requestId, uncertain: false };
  try {
    const known = parseBody(document, json(answer.text), about);
    const entries = [...(known.version ? [known.version] : []), ...(known.versions ?? [])];
    return entries.flatMap((entry) => rangeOf(entry.min_version, entry.version) ?? []);
  } catch (error) {
    if (error instanceof UnexpectedAnswerError) return [];
    throw error;
  }
}

// The highest version that both support.
function usable(service: VersionedService, ranges: readonly Range[], answer: WireAnswer): Version {
  const { wanted, minimum } = NEEDS[service];
  for (const { min, max } of ranges) {
    if (max[0] !== wanted[0]) continue;
    const best = less(max, wanted) ? max : wanted;
    if (!less(best, minimum) && !less(best, min)) return best;
  }
  throw unsupported(service, ranges, answer);
}

function unsupported(service: VersionedService, ranges: readonly Range[], answer: WireAnswer): ServiceError {
  const { wanted, minimum } = NEEDS[service];
  const known = ranges.map(({ min, max }) => `${min.join('.')} to ${max.join('.')}`).join(', ');
  return new ServiceError({
    code: 'MicroversionUnsupported',
    message: `The ${service} service supports microversions ${known || 'unknown'}; a migration requires one from ${minimum.join('.')} to ${wanted.join('.')}`,
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
