// Guards as a timeline shows them: what they read and what they returned.
import type { GuardAsked } from './timelineTypes.ts';

type Guard = (args: { readonly context: object; readonly event: object }, params?: unknown) => boolean;

/**
 * Evaluates a guard, and records each plain value that it reads from the context and the event, by its path.
 */
export function askGuard(
  name: string,
  guard: Guard,
  args: { readonly context: object; readonly event: object },
  params?: unknown,
): GuardAsked {
  const given: Record<string, unknown> = {};
  const answer = guard(
    { context: watched(args.context, 'context', given), event: watched(args.event, 'event', given) },
    params,
  );
  return { guard: name, answer, given };
}

function watched<T extends object>(value: T, path: string, given: Record<string, unknown>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const read: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || typeof read === 'function') return read;
      const place = `${path}.${key}`;
      // The record already shows which event it is.
      if (place === 'event.type') return read;
      // A Map or a Set has methods of its own, which a proxy breaks.
      if (typeof read === 'object' && read !== null)
        return isPlain(read) ? watched(read, place, given) : read;
      given[place] = read;
      return read;
    },
  });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
