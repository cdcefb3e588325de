import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** A password or token. Prints as `[redacted]` wherever it is shown; only `reveal()` gives it away. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Only for the place where a request's body or header is made. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** `text` with every occurrence of the secrets blotted out. */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets
    .map((secret) => secret.reveal())
    .filter((value) => value !== '')
    .reduce((result, value) => result.replaceAll(value, REDACTED), text);
}

/** A copy of a request's body with every Secret in it replaced by its value, and the secrets that were found. */
export function revealed(body: unknown): { readonly value: unknown; readonly secrets: readonly Secret[] } {
  const secrets: Secret[] = [];
  const walk = (value: unknown): unknown => {
    if (value instanceof Secret) {
      secrets.push(value);
      return value.reveal();
    }
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
  };
  return { value: walk(body), secrets };
}
