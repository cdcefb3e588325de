// Joins the hooks of several observers of the same runs.
import type { EngineHooks } from './hooks.ts';
import { safeCallback } from './safeCallback.ts';

type Called = (what: unknown) => Promise<void> | undefined;

/** Hooks that call each of the given ones, in order. The error of one ends only that one. Their promises are awaited together. */
export function joinHooks(...all: readonly (EngineHooks | undefined)[]): EngineHooks {
  const joined: Record<string, Called[]> = {};
  for (const hooks of all)
    for (const [name, hook] of Object.entries(hooks ?? {}))
      joined[name] = [...(joined[name] ?? []), safeCallback(hook as (what: unknown) => unknown, name)];
  return Object.fromEntries(
    Object.entries(joined).map(([name, called]) => [
      name,
      (what: unknown): Promise<unknown> | undefined => {
        const told = called.map((hook) => hook(what)).filter((promise) => promise !== undefined);
        return told.length === 0 ? undefined : Promise.all(told);
      },
    ]),
  );
}
