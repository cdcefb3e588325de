// Makes a long list one tab stop: the arrow keys move within it (the roving tabindex of the ARIA Authoring Practices).
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

type Move = (items: readonly HTMLElement[], index: number, room: number) => number;

const MOVES: Readonly<Record<string, Move>> = {
  ArrowDown: (_, index) => index + 1,
  ArrowUp: (_, index) => index - 1,
  Home: () => 0,
  End: (items) => items.length - 1,
  PageDown: (items, index, room) => pageFrom(items, index, 1, room),
  PageUp: (items, index, room) => pageFrom(items, index, -1, room),
};

interface Roving<List extends HTMLElement> {
  readonly ref: RefObject<List | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
}

/**
 * `items`: a selector of the items, which are drawn with the tabindex -1. `current`: a selector of the item that Tab reaches first,
 * if there is one.
 */
export function useRoving<List extends HTMLElement>(
  items: string,
  current: string | null = null,
): Roving<List> {
  const ref = useRef<List>(null);
  const stop = useRef<HTMLElement | null>(null);
  const stopAt = (item: HTMLElement | null): void => {
    if (stop.current === item) return;
    if (stop.current !== null) stop.current.tabIndex = -1;
    stop.current = item;
    if (item !== null) item.tabIndex = 0;
  };
  // The list may have lost the item, or another one may be the current one.
  const settle = (): void => {
    const list = ref.current;
    const focused = document.activeElement;
    if (list === null || (focused?.matches(items) && list.contains(focused))) return;
    const kept = stop.current !== null && list.contains(stop.current) ? stop.current : null;
    const now = current === null ? null : list.querySelector<HTMLElement>(current);
    stopAt(now ?? kept ?? list.querySelector<HTMLElement>(items));
  };
  useLayoutEffect(settle);
  // Parts of the list are also drawn by themselves.
  useEffect(() => {
    if (ref.current === null) return;
    const observer = new MutationObserver(settle);
    observer.observe(ref.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return {
    ref,
    onFocusIn: ({ target }) => {
      if (target instanceof HTMLElement && target.matches(items)) stopAt(target);
    },
    onKeyDown: (event) => {
      const item = event.target instanceof HTMLElement ? event.target : null;
      const move = MOVES[event.key];
      if (move === undefined || item === null || !item.matches(items) || hasModifier(event)) return;
      const all = [...(ref.current?.querySelectorAll<HTMLElement>(items) ?? [])];
      const index = move(all, all.indexOf(item), roomOf(ref.current));
      all[Math.min(all.length - 1, Math.max(0, index))]?.focus();
      event.preventDefault();
    },
  };
}

const hasModifier = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  altKey || ctrlKey || metaKey || shiftKey;

const roomOf = (list: HTMLElement | null): number => Math.min(list?.clientHeight ?? 0, innerHeight);

/** The item that is about as far away as the list has room for, and at least the next one. */
function pageFrom(items: readonly HTMLElement[], index: number, step: 1 | -1, room: number): number {
  const topOf = (at: number): number => items[at]?.getBoundingClientRect().top ?? 0;
  const from = topOf(index);
  let to = index + step;
  while (items[to + step] !== undefined && Math.abs(topOf(to + step) - from) < room) to += step;
  return to;
}
