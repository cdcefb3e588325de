// The shapes that bodies share, and how an unexpected body is reported.
import { z } from 'zod';
import { UnexpectedAnswerError } from './faults.ts';
import { shortened } from './http/visible.ts';
import { redact, type Secret } from './secret.ts';

/** Numbers that some services send as strings. */
export const wireNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

/**
 * True, "true", "True": Cinder sends all three. Absent, null, "" and "none", which is Python's null as text,
 * are false.
 */
export const wireBoolean = z
  .union([z.boolean(), z.string().regex(/^(true|false|none)?$/i)])
  .nullish()
  .transform((value) => String(value).toLowerCase() === 'true');

/** A string that may be null or absent; both become null. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/**
 * A map of strings that may be null or absent. Numbers and booleans in it become strings; null values are
 * omitted.
 */
export const textMap = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .nullish()
  .transform((value) => {
    const entries = Object.entries(value ?? {}).filter(([, item]) => item !== null);
    return Object.fromEntries(entries.map(([key, item]) => [key, String(item)]));
  });

/**
 * Reads the needed part of a body.
 * Throws UnexpectedAnswerError, which names the call, the path in the body, the expected type and the actual
 * one.
 */
export function parseBody<T>(
  schema: z.ZodType<T>,
  body: unknown,
  about: {
    readonly call: string;
    readonly requestId: string | null;
    readonly uncertain: boolean;
    /** The secrets that were sent: a service may repeat them as keys. */
    readonly secrets?: readonly Secret[];
    /** Worth compiling the schema to a function first. @default false */
    readonly isLarge?: boolean;
  },
): T {
  const result = schema.safeParse(body, { jitless: about.isLarge !== true });
  if (result.success) return result.data;
  const faults = describeIssues(result.error.issues, body);
  throw new UnexpectedAnswerError({
    code: 'UnexpectedAnswer',
    message: `${about.call}: the response body does not match the API: ${shortened(redact(faults, about.secrets ?? []), 1000)}`,
    requestId: about.requestId,
    uncertain: about.uncertain,
  });
}

const MOST_ISSUES = 5;

// Every row of a list may have the same problem.
function describeIssues(issues: readonly z.core.$ZodIssue[], body: unknown): string {
  const shown = issues.slice(0, MOST_ISSUES).map((issue) => describeIssue(issue, body));
  const more = issues.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function describeIssue(issue: z.core.$ZodIssue, body: unknown): string {
  const path = issue.path.map(String).join('.') || 'the whole body';
  return `${path}: expected ${expectation(issue)}, got ${typeAt(body, issue.path)}`;
}

// Never zod's own message: some checks quote the value in it.
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected;
  if (issue.code === 'invalid_union') {
    const kinds = issue.errors.flat().map(expectation);
    return [...new Set(kinds)].join(' or ') || 'another form';
  }
  if (issue.code === 'invalid_format') return `text of the form ${issue.format}`;
  return `another value (${issue.code})`;
}

function typeAt(body: unknown, path: readonly PropertyKey[]): string {
  let value = body;
  for (const key of path) {
    if (value === null || typeof value !== 'object') break;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'array' : typeof value;
}
