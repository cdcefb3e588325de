// Guards that tell what they were given and what they said.
import { type GuardName, guards } from '../../machines/guards.ts';
import type { GuardAsked } from './moments.ts';

type Asked = Parameters<(typeof guards)[GuardName]>[0];

/** The machine's guards; `tell` is told of each that is asked. */
export function askedGuards(tell: (asked: GuardAsked) => void): typeof guards {
  const telling = Object.entries(guards).map(([name, guard]) => {
    const ask = ({ context, event }: Asked): boolean => {
      const given: Record<string, unknown> = {};
      const answer = guard({
        context: watched(context, 'context', given),
        event: watched(event, 'event', given),
      });
      tell({ guard: name, answer, given });
      return answer;
    };
    return [name, ask];
  });
  return Object.fromEntries(telling) as typeof guards;
}

/** The same value; each plain value that is read of it is put into `given`, by its path. */
function watched<T extends object>(value: T, path: string, given: Record<string, unknown>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const read: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || typeof read === 'function') return read;
      const place = `${path}.${key}`;
      // Which event it is stands in the record.
      if (place === 'event.type') return read;
      if (typeof read === 'object' && read !== null) return watched(read, place, given);
      given[place] = read;
      return read;
    },
  });
}
