// A part of a long list at a time: which part is shown, and buttons to the parts beside it.
import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

export interface Paged<Item> {
  readonly shown: readonly Item[];
  /** Index of the first shown item. */
  readonly from: number;
  readonly go: (page: number) => void;
  readonly page: number;
  readonly pages: number;
  readonly all: number;
}

/** The part of the list that is shown. `key`: the list is shown from its start again when it changes. */
export function usePages<Item>(items: readonly Item[], size: number, key = ''): Paged<Item> {
  const [at, set] = useState({ page: 0, key });
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = at.key === key ? Math.min(at.page, pages - 1) : 0;
  const from = page * size;
  return {
    ...{ shown: items.slice(from, from + size), from, page, pages, all: items.length },
    go: (to) => set({ page: Math.min(pages - 1, Math.max(0, to)), key }),
  };
}

interface PagerProps {
  readonly paged: Paged<unknown>;
  /** What is listed, for screen readers: `moves`. */
  readonly what: string;
}

/** Nothing for a list that is shown whole. */
export function Pager({ paged: { shown, from, page, pages, all, go }, what }: PagerProps) {
  if (pages === 1) return null;
  return (
    <nav class="pager" aria-label={`Parts of the ${what}`}>
      <Step icon="first" name={`First ${what}`} isOff={page === 0} go={() => go(0)} />
      <Step icon="back" name={`Previous ${what}`} isOff={page === 0} go={() => go(page - 1)} />
      <span role="status">
        {from + 1}–{from + shown.length} of {all}
      </span>
      <Step icon="forward" name={`Next ${what}`} isOff={page === pages - 1} go={() => go(page + 1)} />
      <Step icon="last" name={`Last ${what}`} isOff={page === pages - 1} go={() => go(pages - 1)} />
    </nav>
  );
}

interface StepProps {
  readonly icon: 'first' | 'back' | 'forward' | 'last';
  readonly name: string;
  readonly isOff: boolean;
  readonly go: () => void;
}

// Not `disabled`, which would take the focus away at the end of the list.
const Step = ({ icon, name, isOff, go }: StepProps) => (
  <button type="button" aria-label={name} title={name} aria-disabled={isOff} onClick={() => isOff || go()}>
    <Icon name={icon} />
  </button>
);
