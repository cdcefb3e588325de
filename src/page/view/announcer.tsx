// Tells those who do not see the page what state the run is in.

interface AnnouncerProps {
  readonly state: string;
}

/** A screen reader says the last of what comes in quick succession. */
export const Announcer = ({ state }: AnnouncerProps) => (
  <p class="hidden" role="status" aria-live="polite" aria-atomic="true">
    {STATE_DESCRIPTIONS[state] ?? state}
  </p>
);
