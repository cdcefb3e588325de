// Whatever a service responds: it is read correctly, or rejected with the call and the place in the body.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CloudError } from '../../services/index.ts';
import { type Answer, cloudAnswering } from './answeringCloud.ts';
import { around, changed, isOtherType, json, placesIn, typeOf, wrong } from './damage.ts';
import { READERS, type Reader } from './readers.ts';
import { recordedBodies } from './recordedBodies.ts';
import { runs } from './runs.ts';

type Outcome = { readonly value: unknown } | { readonly error: CloudError };

// What a reader does with a response. Any error other than a cloud's is a bug, and is rethrown.
async function outcomeOf(reader: Reader, answer: Answer): Promise<Outcome> {
  try {
    const cloud = await cloudAnswering({
      [reader.call]: ({ url }) => ({
        status: reader.status,
        ...(new URL(url).searchParams.has('marker') ? lastPage(reader) : answer),
      }),
    });
    return { value: await reader.read(cloud) };
  } catch (error) {
    if (error instanceof CloudError) return { error };
    throw error;
  }
}

// Links to a next page lead to one without rows.
const lastPage = ({ listKey }: Reader): Answer => ({ text: JSON.stringify({ [listKey]: [] }) });

const ofBody = (reader: Reader, body: unknown): Promise<Outcome> =>
  outcomeOf(reader, { text: JSON.stringify(body) });

// "GET /volumes/v1": the start of every message.
const callIn = ({ call }: Reader): RegExp => {
  const [method = '', service, path = ''] = call.split(' ');
  return new RegExp(`^${method} ${service === 'identity' ? '/v3' : ''}${path}(\\?\\S+)?: `);
};

// The body was read, but is not what was searched for.
const NOT_FOUND = /^(VolumeType|Volume|Pool|Role|Endpoint)NotFound$|^AdminRequired$/;

const isNotFound = ({ code, message }: CloudError): boolean =>
  NOT_FOUND.test(code) || message.includes('the token is not scoped to a project');

function checkRefusal(error: CloudError, reader: Reader, place: RegExp): void {
  if (isNotFound(error)) return;
  expect(error.code).toBe('UnexpectedAnswer');
  expect(error.message).toMatch(callIn(reader));
  expect(error.message).toMatch(place);
}

const SOME_PLACE = /the response body does not match the API: \S.*: expected \S/;

// Maps whose keys are the cloud's own.
const OPEN = new Set(['metadata', 'volume_image_metadata', 'extra_specs', 'capabilities']);

describe.each(READERS)('$name of $call', (reader) => {
  const recorded = recordedBodies(reader.recorded, reader.status, reader.listKey);

  test('accepts bodies as real clouds sent them', async () => {
    await fc.assert(
      fc.asyncProperty(recorded, async (body) => {
        const outcome = await ofBody(reader, body);
        if ('error' in outcome) expect(isNotFound(outcome.error), outcome.error.message).toBe(true);
      }),
      { numRuns: runs(30) },
    );
  });

  test('rejects other JSON, and anything else, with the call and the place', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (text) => {
        const outcome = await outcomeOf(reader, { text });
        if ('error' in outcome) checkRefusal(outcome.error, reader, SOME_PLACE);
      }),
      { numRuns: runs(40) },
    );
  });

  test('rejects another type with its place, or does not need the value there', async () => {
    const damage = recorded.chain((body) =>
      fc.tuple(fc.constant(body), fc.constantFrom(...placesIn(body)), wrong),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ([body, place, put]) => {
        let isOther = false;
        const damaged = changed(body, place, (value) => {
          isOther = isOtherType(value, put, place);
          return isOther ? put : value;
        });
        const outcome = await ofBody(reader, damaged);
        if ('error' in outcome && isOther) return checkRefusal(outcome.error, reader, around(place));
        expect(outcome).toEqual(await ofBody(reader, body));
      }),
      { numRuns: runs(80) },
    );
  });

  test('ignores unknown fields', async () => {
    const more = recorded.chain((body) =>
      fc.tuple(fc.constant(body), fc.constantFrom(...placesIn(body)), fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(more, async ([body, place, put]) => {
        const grown = changed(body, place, (value) =>
          typeOf(value) === 'object' && value !== null && !OPEN.has(place.at(-1) ?? '')
            ? { 'of a later release': put, ...value }
            : value,
        );
        expect(await ofBody(reader, grown)).toEqual(await ofBody(reader, body));
      }),
      { numRuns: runs(40) },
    );
  });

  test('whatever status and text arrive, the result is a value or an error that names the call', async () => {
    const answer = fc.record({
      status: fc.oneof(
        fc.integer({ min: 200, max: 599 }),
        fc.constantFrom(200, 400, 401, 403, 404, 406, 409, 413),
      ),
      text: fc.oneof(json, fc.string()),
      requestId: fc.option(fc.string()),
      contentType: fc.string(),
    });
    await fc.assert(
      fc.asyncProperty(answer, async (one) => {
        const outcome = await outcomeOf(reader, one);
        if ('value' in outcome || isNotFound(outcome.error)) return;
        if (outcome.error.code === 'MicroversionUnsupported') return;
        expect(outcome.error.message).toMatch(callIn(reader));
      }),
      { numRuns: runs(40) },
    );
  });
});
