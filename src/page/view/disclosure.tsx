// A button that shows or hides more, beside what it belongs to.
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface Disclosure {
  readonly isShown: boolean;
  readonly button: VNode;
}

/** `label`: its text. `what`: what it shows, for a screen reader. */
export function useDisclosure(label: string, what: string): Disclosure {
  const [isShown, show] = useState(false);
  const button = (
    <button
      type="button"
      class="quiet more"
      aria-expanded={isShown}
      aria-label={what}
      title={what}
      onClick={() => show(!isShown)}
    >
      {label}
      <Icon name="more" />
    </button>
  );
  return { isShown, button };
}
