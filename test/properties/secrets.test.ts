// Whatever a secret is, and however a service repeats it: it shows nowhere.
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { serviceWords } from '../../services/http/answers.ts';
import { createPorts, Secret, toFault, type WireRequest } from '../../services/index.ts';
import { signal, testClock } from '../services/testCloud.ts';
import { type Answer, cloudAnswering } from './answeringCloud.ts';
import { runs } from './runs.ts';

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '[redacted]', '$&', '%s'),
);

test('a secret prints the same whatever its value', () => {
  const ways: readonly ((secret: Secret) => unknown)[] = [
    (secret) => `${secret}`,
    (secret) => JSON.stringify({ secret, list: [secret] }),
    (secret) => inspect({ secret }, { depth: 9, showHidden: true, getters: true }),
    (secret) => format('%s %o %j', secret, secret, secret),
    (secret) => `${new Error(`no: ${secret}`, { cause: secret })}`,
    (secret) => inspect(new Error('no', { cause: { secret } })).replace(/\n +at .*/g, ''),
    (secret) => [Object.keys(secret), Object.values(secret), { ...secret }],
    (secret) => structuredClone({ secret }),
  ];
  const usual = ways.map((way) => way(new Secret('x')));
  fc.assert(
    fc.property(anyText, (text) => {
      expect(ways.map((way) => way(new Secret(text)))).toEqual(usual);
      expect(new Secret(text).reveal()).toBe(text);
    }),
    { numRuns: runs(300) },
  );
});

// Only secrets contain these capitals, so that each one that is left over is part of a secret.
const CAPITALS = [...'JKVWYZ'];

const secretText = fc
  .tuple(
    fc.constantFrom(...CAPITALS),
    fc.array(fc.oneof(fc.constantFrom(...CAPITALS), fc.constantFrom(...'"\'\\<>&/%+ =;:$#!?{}[]()*~é漢😀')), {
      maxLength: 40,
    }),
    fc.constantFrom(...CAPITALS),
  )
  .map(([first, middle, last]) => first + middle.join('') + last);

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const inAscii = (text: string): string =>
  inJson(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

// Python's repr: in double quotes if it contains only single ones.
const inPython = (text: string): string => {
  const escaped = text.replaceAll('\\', '\\\\');
  return text.includes("'") && !text.includes('"') ? escaped : escaped.replaceAll("'", "\\'");
};

const inHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** How services write one text into another. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in JSON': inJson,
  'in JSON in JSON': (text) => inJson(inJson(text)),
  'in ASCII JSON': inAscii,
  'in Python': inPython,
  'in HTML': inHtml,
  'in HTML, quotes as html.escape has them': (text) =>
    inHtml(text).replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
  'in HTML, quotes as MarkupSafe has them': (text) =>
    inHtml(text).replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  'in an address': encodeURIComponent,
};

/** Where services put their words. */
const CARRIERS: Readonly<Record<string, (words: string) => string>> = {
  'Cinder’s form': (message) => JSON.stringify({ badrequest: { code: 400, message } }),
  'Keystone’s form': (message) => JSON.stringify({ error: { code: 400, message, title: 'bad' } }),
  'the name of the error': (message) => JSON.stringify({ [message]: { message: 'no' } }),
  'plain text': (message) => message,
  HTML: (message) => `<html><head><title>no</title></head><body><h1>no</h1><p>${message}</p></body></html>`,
};

const around = fc.stringMatching(/^[a-z0-9 .,]{0,30}$/);

const echo = fc.record({
  form: fc.constantFrom(...Object.keys(FORMS)),
  carrier: fc.constantFrom(...Object.keys(CARRIERS)),
  before: fc.oneof(
    around,
    fc.nat({ max: 60 }).map((length) => 'x'.repeat(950 + length)),
  ),
  after: around,
  status: fc.constantFrom(400, 401, 403, 404, 409, 413, 500, 503),
});

type Echo = typeof echo extends fc.Arbitrary<infer Value> ? Value : never;

// "the password <secret> is too short", in the service's form.
function echoed(text: string, { form, carrier, before, after }: Echo): string {
  return CARRIERS[carrier]?.(`no ${before} ${FORMS[form]?.(text)} ${after} no`) ?? '';
}

const capitalsIn = (text: string): string => text.replace(/[^JKVWYZ]/g, '');

test("a secret that a service repeats is completely redacted from the service's words", () => {
  fc.assert(
    fc.property(secretText, echo, (secret, how) => {
      const words = serviceWords({ text: echoed(secret, how), contentType: '' }, [new Secret(secret)]);
      expect(capitalsIn(words)).toBe('');
    }),
    { numRuns: runs(2_000) },
  );
});

// Everything of an error that can be printed or written, except its stack.
const printed = (error: object): string => {
  const shown = { ...error, message: (error as Error).message, fault: toFault(error) };
  return capitalsIn(`${inspect(shown, { depth: 9, showHidden: true })} ${JSON.stringify(shown)} ${error}`);
};

const failureOf = async (act: Promise<unknown>): Promise<object> =>
  await act.then(
    () => expect.unreachable(),
    (error: unknown) => error as object,
  );

test('neither a secret that was sent nor the token is in the error of a call whose response repeats them', async () => {
  await fc.assert(
    fc.asyncProperty(secretText, secretText, echo, async (secret, token, how) => {
      const text = echoed(secret, how) + (how.carrier === 'plain text' ? token : '');
      const cloud = await cloudAnswering({
        'POST identity /auth/tokens': { subjectToken: token },
        'POST volume /x': { status: how.status, text },
      });
      const body = { user: { password: new Secret(secret) } };
      const call = { service: 'volume', method: 'POST', path: '/x', body, expected: [202] } as const;
      expect(printed(await failureOf(cloud.request(call)))).toBe('');
    }),
    { numRuns: runs(500) },
  );
});

test('nor is it in the error of a response with another form than the API promises', async () => {
  const schema = z.object({
    map: z.record(z.string(), z.string()),
    time: z.iso.datetime(),
    kind: z.enum(['a']),
  });
  const places: readonly ((secret: string) => unknown)[] = [
    (secret) => secret,
    (secret) => ({ [secret]: secret }),
    (secret) => ({ map: { [secret]: 7 }, time: secret, kind: secret }),
  ];
  await fc.assert(
    fc.asyncProperty(secretText, fc.constantFrom(...places), async (secret, place) => {
      const cloud = await cloudAnswering({
        'GET volume /x': { status: 200, text: JSON.stringify(place(secret)) },
      });
      const body = { password: new Secret(secret) };
      const call = { service: 'volume', method: 'GET', path: '/x', body, expected: [200], schema } as const;
      expect(printed(await failureOf(cloud.request(call)))).toBe('');
    }),
    { numRuns: runs(300) },
  );
});

test("the temporary user's password is in no fault in the journal", async () => {
  await fc.assert(
    fc.asyncProperty(echo, async (how) => {
      let password = '';
      const repeat = ({ body }: WireRequest): Answer => {
        password = (body as { user: { password: string } }).user.password;
        return { status: how.status, text: echoed(password, how) };
      };
      const cloud = await cloudAnswering({
        'POST identity /users': repeat,
        'PATCH identity /users/u2': repeat,
      });
      const call = createPorts(cloud, { clock: testClock() }).createTemporaryUser(
        { runId: 'r', projectId: 'p1' },
        signal,
      );
      const fault = JSON.stringify(await failureOf(call));
      expect(password).toHaveLength(40);
      // No piece of it, so that a truncated one is noticed as well.
      const pieces = Array.from({ length: 35 }, (_, start) => password.slice(start, start + 6));
      expect(pieces.filter((piece) => fault.includes(piece))).toEqual([]);
    }),
    { numRuns: runs(300) },
  );
});
