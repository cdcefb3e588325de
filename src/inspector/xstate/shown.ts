// What an inspector outside this process may see: plain data, without secrets and users' own metadata.

const HIDDEN = '[redacted]';

// There are no secrets in a run's events and context. Should one ever be there, its name gives it away.
const SECRET_NAME = /passw|passphrase|secret|token|credential|authorization|cookie|api_?key|private_?key/i;

// Users keep anything there, including passwords.
const USERS_OWN = new Set(['metadata', 'imageMetadata']);

/** A copy that JSON can hold. Functions become their names, errors their names and messages. */
export const shown = (value: unknown): unknown => copy(value, []);

// `within`: the objects around a value, so that a circular one ends.
function copy(value: unknown, within: readonly object[]): unknown {
  if (typeof value === 'function') return { type: value.name };
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (within.includes(value)) return '[circular]';
  const inside = [...within, value];
  if (value instanceof Error) return { name: value.name, message: value.message };
  if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), inside);
  if (Array.isArray(value)) return value.map((item) => copy(item, inside));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copyAs(name, item, inside)]));
}

function copyAs(name: string, value: unknown, within: readonly object[]): unknown {
  if (SECRET_NAME.test(name)) return HIDDEN;
  if (!USERS_OWN.has(name) || typeof value !== 'object' || value === null) return copy(value, within);
  return Object.fromEntries(Object.keys(value).map((key) => [key, HIDDEN]));
}
