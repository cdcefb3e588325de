// The field that searches a list: every word must occur. Escape clears it.

interface SearchProps {
  readonly wanted: string;
  readonly search: (wanted: string) => void;
  /** What it is called, and what it looks for. */
  readonly label: string;
  readonly placeholder: string;
  readonly title: string;
}

export const Search = ({ wanted, search, label, ...shown }: SearchProps) => (
  <input
    type="search"
    aria-label={label}
    {...shown}
    value={wanted}
    onInput={(event) => search(event.currentTarget.value)}
    onKeyDown={(event) => {
      if (event.key === 'Escape') search('');
    }}
  />
);
