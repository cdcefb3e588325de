// Reads the requested microversion from the headers.
import { badRequest, Refusal } from './refusal.ts';

const FORMAT = /^([1-9]\d*)\.(0|[1-9]\d*)$/;

/** The part of `OpenStack-API-Version: compute 2.1,volume 3.5` for one service. */
function wanted(header: string, service: string): string | undefined {
  for (const part of header.split(',')) {
    const [name, version] = part.trim().split(/\s+/);
    if (version === undefined) continue;
    if (name === service) return version;
  }
  return undefined;
}

export interface Range {
  service: 'volume' | 'compute';
  /** `3.0` */
  min: string;
  /** `3.70` */
  max: string;
}

const minor = (version: string): number => Number(version.split('.')[1]);

/**
 * The requested microversion, or the lowest if none is requested. 400 for an invalid one, 406 out of range.
 */
export function readMicroversion(header: string | undefined, range: Range): string {
  const text = header === undefined ? undefined : wanted(header, range.service);
  if (text === undefined) {
    // Seen on Zed: Cinder responds 400 to a header that names services, but not `volume`.
    if (header !== undefined && range.service === 'volume' && !header.includes('volume'))
      throw badRequest(
        'The server could not comply with the request since it is either malformed or otherwise incorrect.',
      );
    return range.min;
  }
  if (text === 'latest') return range.max;
  if (!FORMAT.test(text))
    throw badRequest(`API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`);
  const major = range.max.split('.')[0];
  const outside =
    !text.startsWith(`${major}.`) || minor(text) > minor(range.max) || minor(text) < minor(range.min);
  if (outside) throw new OutOfRange(text, range);
  return text;
}

/** The 406 still names the requested version in its headers. */
export class OutOfRange extends Refusal {
  /** Undefined if the headers do not name it, as Cinder's for another major version. */
  readonly version: string | undefined;

  constructor(version: string, { service, min, max }: Range) {
    super(406, `Version ${version} is not supported by the API. Minimum is ${min} and maximum is ${max}.`);
    const otherMajor = version.split('.')[0] !== max.split('.')[0];
    this.version = service === 'volume' && otherMajor ? undefined : version;
  }
}
