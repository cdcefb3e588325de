// HTTP requests in one line.
import type { RequestMade } from '../../volumeMigrate/records.ts';

/** Splits a path in two: the service's prefix with its version and the project; and the resource. */
export function splitPath(path: string): [root: string, place: string] {
  const [root = ''] = /^.*?\/v\d+(\.\d+)?\/([0-9a-f]{32}\/)?/.exec(path) ?? [];
  return [root, path.slice(root.length)];
}

const UUID = /([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const LONG_ID = /([0-9a-f]{8})[0-9a-f]{24}/g;

/** `GET volumes/2c91c4af` */
export function requestInWords({ method, path }: Pick<RequestMade, 'method' | 'path'>): string {
  const [, place] = splitPath(path);
  return `${method} ${place.replace(UUID, '$1').replace(LONG_ID, '$1')}`;
}
