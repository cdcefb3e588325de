// A plugin that leaves out what got needs for HTTP/2, which the services never use: it would be loaded at every start.
import type { RolldownPlugin } from 'rolldown';

const CLIENT = '/got/dist/source/core/utils/http2-client.js';

const SUBSTITUTE = [
  "const unavailable = () => { throw new Error('HTTP/2 is not part of this bundle'); };",
  'export default { auto: unavailable, request: unavailable, globalAgent: undefined };',
].join('\n');

/** Replaces got's HTTP/2 client by one that throws. The build fails if got no longer has that file. */
export function withoutHttp2(): RolldownPlugin {
  let isReplaced = false;
  return {
    name: 'without-http2',
    load(id) {
      if (!id.replaceAll('\\', '/').endsWith(CLIENT)) return;
      isReplaced = true;
      return SUBSTITUTE;
    },
    buildEnd() {
      if (!isReplaced) this.error(`got has no ${CLIENT} any more: see packaging/withoutHttp2.ts`);
    },
  };
}
