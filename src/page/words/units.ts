// Times and identifiers in readable form.

const two = (value: number): string => String(value).padStart(2, '0');

/** `412 ms`, `3.2 s`, `4 min 07 s`, `1 h 02 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** The time within a run: `0.412`, `4:07.1`, `1:02:03`. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 60) return seconds.toFixed(3);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${(seconds % 60).toFixed(1).padStart(4, '0')}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(Math.floor(seconds % 60))}`;
}

/** The first part of a UUID; other identifiers are unchanged, unless they are long. */
export function short(id: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(id)) return id.slice(0, 8);
  return id.length > 20 ? `${id.slice(0, 8)}…` : id;
}

export const count = (many: number, word: string): string => `${many} ${word}${many === 1 ? '' : 's'}`;

export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

export const copiesCounted = (many: number): string => (many === 1 ? '1 copy' : `${many} copies`);
