// HTTP requests in one line.
import type { RequestMade } from '../../journal/records.ts';

/** A path in two: what every path of the service begins with, its version and the project; and what is asked for. */
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
