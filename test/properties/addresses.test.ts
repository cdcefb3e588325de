// The addresses and versions that services return: an unusable one is rejected before it is requested.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getVolumeType } from '../../services/cinder/types.ts';
import { type Cloud, CloudError } from '../../services/index.ts';
import { cloudAnswering, tokenBody } from './answeringCloud.ts';
import { json } from './damage.ts';
import { recordedBodies } from './recordedBodies.ts';
import { runs } from './runs.ts';

const ADDRESSES = fc.oneof(
  fc.webUrl({ withQueryParameters: true }),
  fc.string(),
  fc.constantFrom(
    '',
    '?marker=1',
    'http://[',
    'http://%',
    '//',
    'mailto:x',
    '?a=%zz',
    '\\\\',
    'http://h:99999/?a=1',
  ),
);

test('the address of a next page is followed by its query, or rejected; it never loops', async () => {
  const page = (href: string) => ({
    types: [],
    volume_types: [],
    volume_type_links: [{ rel: 'next', href }],
  });
  await fc.assert(
    fc.asyncProperty(ADDRESSES, async (href) => {
      const cloud = await cloudAnswering({
        'GET volume /types': { status: 200, text: JSON.stringify(page(href)) },
      });
      const error = await getVolumeType(cloud, 'alpha').catch((each: unknown) => each);
      expect(error).toBeInstanceOf(CloudError);
      expect((error as CloudError).code).toMatch(/^(VolumeTypeNotFound|UnexpectedAnswer)$/);
    }),
    { numRuns: runs(200) },
  );
});

test('the addresses of a catalog can be requested, or the sign-in says which service has none', async () => {
  const service = fc.constantFrom('volume', 'compute', 'identity');
  await fc.assert(
    fc.asyncProperty(service, ADDRESSES, async (of, url) => {
      const answer = { status: 201, text: JSON.stringify(tokenBody({ [of]: url })) };
      const signIn = cloudAnswering({ 'POST identity /auth/tokens': answer });
      const cloud = await signIn.catch((each: unknown) => each);
      if (cloud instanceof CloudError) {
        expect(cloud.message).toMatch(/^The catalog/);
        return;
      }
      const addresses = Object.values((cloud as Cloud).endpoints);
      expect(addresses.map((address) => new URL(address).protocol)).toEqual(
        Array(3).fill(expect.stringMatching(/^https?:$/)),
      );
    }),
    { numRuns: runs(200) },
  );
});

test('after a 406 any version document is read, or rejected with the call and the place', async () => {
  const versions = fc.oneof(
    json,
    recordedBodies(/GET (volume|compute) \/$/, 200, '').map((body) => JSON.stringify(body)),
  );
  await fc.assert(
    fc.asyncProperty(versions, async (text) => {
      const answers = { 'GET volume /x': { status: 406, text: '' }, 'GET volume ': { status: 300, text } };
      const cloud = await cloudAnswering(answers);
      const call = cloud.request({ service: 'volume', method: 'GET', path: '/x', expected: [200] });
      const error = await call.catch((each: unknown) => each);
      expect(error).toBeInstanceOf(CloudError);
      expect((error as CloudError).message).toMatch(
        /^GET \/x: expected 200, got 406|^The volume service supports microversions |^GET the volume service's version document: the response body does not match the API: [^:]+: /,
      );
    }),
    { numRuns: runs(200) },
  );
});
