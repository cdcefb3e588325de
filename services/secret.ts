// Secret values, which are never printed.
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** A password or token. Prints as `[redacted]` wherever it is shown; only `reveal()` returns its value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Only for the place where a request's body or header is written. */
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

/**
 * A value of a volume's metadata. Its owner may keep a password there, or just `1`: so short a text is part
 * of many words, so only its quoted occurrences are redacted.
 */
export class MetadataValue extends Secret {}

const SHORT = 4;

/**
 * `text` with every occurrence of the secrets redacted, including their JSON, Python, HTML and URL encodings.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  const forms = secrets.flatMap(blottedForms).filter((form) => form !== '');
  // Longest first: a short secret may be part of a longer one.
  return [...new Set(forms)]
    .toSorted((left, right) => right.length - left.length)
    .reduce((result, form) => result.replaceAll(form, REDACTED), text);
}

function blottedForms(secret: Secret): string[] {
  const value = secret.reveal();
  if (!(secret instanceof MetadataValue) || value.length >= SHORT) return formsOf(value);
  if (value === '') return [];
  // The way Cinder's validation quotes a value: cinder/api/validation/validators.py.
  return [
    `Value: ${value}.`,
    ...formsOf(value).flatMap((form) => QUOTES.map((quote) => quote + form + quote)),
  ];
}

const QUOTES = ["'", '"', '\\"', '&#39;', '&#x27;', '&quot;', '&#34;'];

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

function formsOf(value: string): string[] {
  const json = inJson(value);
  const ascii = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const python = value.replace(/[\\']/g, '\\$&');
  const html = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const quoted = ['"', '&quot;', '&#34;'].flatMap((double) =>
    ["'", '&#39;', '&#x27;'].map((single) => html.replaceAll('"', double).replaceAll("'", single)),
  );
  const address = encodeURIComponent(value.toWellFormed());
  return [value, json, inJson(json), json.replace(/\//g, '\\/'), ascii, python, address, ...quoted];
}

/**
 * A copy of a request's body with every Secret in it replaced by its value, and the secrets that were found.
 */
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
