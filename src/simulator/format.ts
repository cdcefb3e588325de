// Times and values in the forms in which the services write them.

/** `2026-11-21T20:21:57.000000`, as Cinder writes times; a new row still has its microseconds. */
export function cinderTime(ms: number, precise = false): string {
  const iso = new Date(ms).toISOString();
  return precise ? `${iso.slice(0, 23)}000` : `${iso.slice(0, 19)}.000000`;
}

export const cinderTimeOrNull = (ms: number | null): string | null => (ms === null ? null : cinderTime(ms));

export const keystoneTime = (ms: number): string => `${cinderTime(ms)}Z`;

/** `2026-11-21T20:21:18Z`, as Nova writes a server's times. */
export const novaTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** A value as Python prints it: the services quote values in this form. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return value.includes("'") ? `"${value}"` : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`)
      .join(', ')}}`;
  return String(value);
}

/** A value as Python's `str()`: like `pythonRepr`, but a bare string has no quotes. */
export const pythonStr = (value: unknown): string => (typeof value === 'string' ? value : pythonRepr(value));
