// Announces the state of the run to screen readers.

interface AnnouncerProps {
  /** The state of the run in words; empty if it is not known. */
  readonly doing: string;
  /** What to say if the state is not known. */
  readonly words: string;
}

/** Of several quick changes a screen reader reads the last. */
export const Announcer = ({ doing, words }: AnnouncerProps) => (
  <p class="hidden" role="status" aria-live="polite" aria-atomic="true">
    {doing === '' ? words : doing}
  </p>
);
