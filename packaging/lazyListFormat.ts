// A plugin that makes the list formats of @sindresorhus/is when a message needs one: they load ICU's data for lists.
import type { RolldownPlugin } from 'rolldown';

const FILE = '/@sindresorhus/is/distribution/index.js';
const MADE = /new Intl\.ListFormat\(([^()]*)\)/g;
const MADE_LATER = '{ format: (list) => new Intl.ListFormat($1).format(list) }';

/** Makes them lazy. The build fails if the package no longer makes any when it is loaded. */
export function lazyListFormat(): RolldownPlugin {
  let isReplaced = false;
  return {
    name: 'lazy-list-format',
    transform(code, id) {
      if (!id.replaceAll('\\', '/').endsWith(FILE)) return;
      const lazy = code.replace(MADE, MADE_LATER);
      isReplaced = lazy !== code;
      return { code: lazy, map: null };
    },
    buildEnd() {
      if (!isReplaced) this.error(`no Intl.ListFormat in ${FILE} any more: see packaging/lazyListFormat.ts`);
    },
  };
}
