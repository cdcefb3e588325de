// Views of the run of which one is shown at a time.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly show: () => ComponentChildren;
}

interface TabsProps {
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

const MOVES: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function Tabs({ tabs, chosen, onChoose }: TabsProps) {
  const bar = useRef<HTMLDivElement>(null);
  const index = Math.max(
    0,
    tabs.findIndex(({ id }) => id === chosen),
  );
  const shown = tabs[index];
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = tabs[MOVES[event.key]?.(index, tabs.length) ?? -1];
    if (to === undefined) return;
    event.preventDefault();
    onChoose(to.id);
    bar.current?.querySelector<HTMLElement>(`#tab-${to.id}`)?.focus();
  };
  return (
    <section class="panel" aria-label="Views of the run">
      <div class="bar tabs" role="tablist" ref={bar} onKeyDown={onKeyDown}>
        {tabs.map(({ id, name }) => (
          <button
            type="button"
            role="tab"
            id={`tab-${id}`}
            key={id}
            aria-selected={id === shown?.id}
            aria-controls="shown"
            tabIndex={id === shown?.id ? 0 : -1}
            onClick={() => onChoose(id)}
          >
            {name}
          </button>
        ))}
      </div>
      <div class={`shown shown-${shown?.id}`} role="tabpanel" id="shown" aria-labelledby={`tab-${shown?.id}`}>
        {shown?.show()}
      </div>
    </section>
  );
}
