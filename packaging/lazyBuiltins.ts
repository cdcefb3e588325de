// A plugin that loads Node's own modules when something of them is first used, not when the importing file is loaded.
import type { RolldownPlugin } from 'rolldown';

const PREFIX = '\0lazy:';

/** Makes the modules lazy that are named here without `node:`, as `child_process`. */
export function lazyBuiltins(names: readonly string[]): RolldownPlugin {
  return {
    name: 'lazy-builtins',
    resolveId(id) {
      const name = id.replace(/^node:/, '');
      return names.includes(name) ? `${PREFIX}${name}` : undefined;
    },
    load(id) {
      return id.startsWith(PREFIX) ? lazyModule(id.slice(PREFIX.length)) : undefined;
    },
  };
}

// Whatever is read from the object is read from the built-in module. It is its own prototype: the object that the bundle
// makes of it for named imports inherits the same.
const lazyModule = (name: string): string => `
const builtin = () => process.getBuiltinModule('node:${name}');
const lazy = new Proxy({}, { get: (_, key) => builtin()[key], getPrototypeOf: () => lazy });
module.exports = lazy;
`;
