// A plugin that leaves out what got loads at every start and the services never use.
import type { RolldownPlugin } from 'rolldown';

const SUBSTITUTES: Readonly<Record<string, string>> = {
  // HTTP/2.
  '/got/dist/source/core/utils/http2-client.js': `
const unavailable = () => { throw new Error('HTTP/2 is not part of this bundle'); };
export default { auto: unavailable, request: unavailable, globalAgent: undefined };`,
  // The services decompress by themselves, within their limit.
  '/got/dist/source/core/utils/decompress-response.js': `
export default () => { throw new Error('decompression by got is not part of this bundle'); };`,
  '/cacheable-request/dist/index.js': `
export class CacheError extends Error {}
export default class { constructor() { throw new Error('the cache is not part of this bundle'); } }`,
};

/** Replaces these files by ones that throw when they are used. The build fails if one of them no longer exists. */
export function withoutUnused(): RolldownPlugin {
  const left = new Set(Object.keys(SUBSTITUTES));
  return {
    name: 'without-unused',
    load(id) {
      const file = Object.keys(SUBSTITUTES).find((end) => id.replaceAll('\\', '/').endsWith(end));
      if (file === undefined) return;
      left.delete(file);
      return SUBSTITUTES[file];
    },
    buildEnd() {
      for (const file of left) this.error(`there is no ${file} any more: see packaging/withoutUnused.ts`);
    },
  };
}
