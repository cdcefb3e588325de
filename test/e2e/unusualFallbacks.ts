// Cases: if the five steps cannot make a faithful copy, "auto" retypes and says so, and "attachment" refuses.
import { expect, test } from 'vitest';
import { getVolume, makeVolume, makeVolumeOn, migrate, NO_DIRECT_SWAP } from './bench.ts';
import { pictureOf } from './picture.ts';
import { type At, expectRefused, TO_TYPE, type UnusualBench } from './unusualBench.ts';

const LONG = 'a signature '.repeat(30);

interface Obstacle {
  readonly name: string;
  readonly set: (bench: UnusualBench, id: string) => Promise<void>;
  /** What the refusal and the warning must name. */
  readonly fact: RegExp;
  readonly code: string;
}

const NO_QUOTA: Obstacle = {
  name: 'no quota for a second volume',
  set: async (bench, id) => {
    const { usage } = await pictureOf(bench, id);
    const volumes = usage['volumes']?.[0] ?? 0;
    await bench.admin.must('volumev3', 'PUT', `/os-quota-sets/${bench.owner.projectId}`, {
      quota_set: { volumes },
    });
  },
  fact: /quota/,
  code: 'SourceCannotBeReplaced',
};

const OBSTACLES: readonly Obstacle[] = [
  {
    name: 'image metadata longer than Cinder takes',
    set: async ({ world }, id) =>
      await world.setVolumeRow(id, { imageMetadata: { img_signature: LONG, os_distro: 'debian' } }),
    fact: /img_signature/,
    code: 'SourceCannotBeReplaced',
  },
  {
    name: 'an image metadata key that Cinder does not take',
    set: async ({ world }, id) =>
      await world.setVolumeRow(id, { imageMetadata: { 'owner(team)': 'blue', os_distro: 'debian' } }),
    fact: /image metadata owner\(team\)/,
    code: 'SourceCannotBeReplaced',
  },
  {
    name: "a metadata key of the owner's that Cinder does not take",
    set: async ({ world }, id) => await world.setVolumeRow(id, { metadata: { größe: 'XL', room: '7' } }),
    fact: /metadata größe/,
    code: 'SourceCannotBeReplaced',
  },
  NO_QUOTA,
  {
    name: "a disabled project of the owner's",
    set: async ({ world }) => await world.setProjectEnabled(false),
    fact: /disabled/,
    code: 'ProjectUnusable',
  },
];

export function describeFallbacks(at: At): void {
  test.for(OBSTACLES)('$name: "attachment" is refused before step 1', async ({ set, fact, code }, {
    skip,
  }) => {
    const bench = at();
    skip(bench.world.guard === 'always', NO_DIRECT_SWAP);
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    await set(bench, id);
    const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'attachment' } as const;
    await expectRefused(bench, parameters, { code, facts: [fact] });
  });

  test.for(OBSTACLES)('$name: "auto" retypes, and the volume keeps everything', async ({ set, fact }) => {
    const bench = at();
    const id = await makeVolumeOn(bench, bench.vm1, 'alpha');
    const checksum = await bench.world.checksum(id);
    await set(bench, id);
    const { metadata, volume_image_metadata: images } = await getVolume(bench, id);
    const outcome = await migrate(bench, { resource_id: id, destination_type: 'beta' });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'retype',
      volumeId: id,
      to: { type: 'beta' },
      leftovers: [],
    });
    if (bench.world.guard !== 'always') expect(outcome.warnings.join('\n')).toMatch(fact);
    const now = await getVolume(bench, id);
    expect(now.metadata).toEqual(metadata);
    expect(now.volume_image_metadata).toEqual(images);
    expect(await bench.world.checksum(id)).toBe(checksum);
  });

  test('no quota for a second volume: a cold retype needs none', async () => {
    const bench = at();
    const id = await makeVolume(bench, 'alpha');
    await NO_QUOTA.set(bench, id);
    const outcome = await migrate(bench, { resource_id: id, ...TO_TYPE });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'retype', leftovers: [] });
  });
}
