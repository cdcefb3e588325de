// Announces the state of the run to screen readers.

interface AnnouncerProps {
  readonly state: string;
}

/** Of several quick changes a screen reader reads the last. */
export const Announcer = ({ state }: AnnouncerProps) => (
  <p class="hidden" role="status" aria-live="polite" aria-atomic="true">
    {STATE_DESCRIPTIONS[state] ?? state}
  </p>
);
