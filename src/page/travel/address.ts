// The part of the address after `#`: which run, and which moment of it.

export interface Address {
  /** Null to follow new runs: the newest one is shown. */
  readonly run: string | null;
  /** A position's name; null for the newest. */
  readonly at: string | null;
}

export function readAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  return { run: fields.get('run'), at: fields.get('at') };
}

export function addressOf({ run, at }: Address): string {
  const fields = new URLSearchParams();
  if (run !== null) fields.set('run', run);
  if (at !== null) fields.set('at', at);
  return fields.size === 0 ? '' : `#${fields}`;
}
