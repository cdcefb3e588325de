// Unusual stories at random: those of the adversary, with volumes, types and deeds of which one service alone knows.
import fc from 'fast-check';
import type {
  AdminDeed,
  Intervention,
  OwnerDeed,
  Story,
  StoryRun,
  StoryVolume,
  UnusualVolume,
} from '../../src/testing/simulation/index.ts';
import { stories } from './arbitraries.ts';
import { moment, runNumber } from './moments.ts';

const VOLUMES = [
  ...['reserved too', 'detached in Cinder', 'attached in Cinder'],
  ...['encrypted', 'shared'],
] as const satisfies UnusualVolume[];

const OWNER_DEEDS = ['reserve'] as const satisfies OwnerDeed[];
const ADMIN_DEEDS = [
  ...['detach in Cinder', 'attach in Cinder', 'fail a retype'],
] as const satisfies AdminDeed[];

const deed: fc.Arbitrary<Intervention> = fc.record({
  when: moment,
  event: fc.oneof(
    fc.record({
      kind: fc.constant('owner' as const),
      does: fc.constantFrom(...OWNER_DEEDS),
      with: fc.record({ run: runNumber, volume: fc.constant('source' as const) }),
    }),
    fc.record({
      kind: fc.constant('admin' as const),
      does: fc.constantFrom(...ADMIN_DEEDS),
      with: fc.record({ run: runNumber, volume: fc.constantFrom('source', 'destination') }),
    }),
  ),
});

const TYPES = ['private', 'encrypted', 'shared', 'shared-nowhere'];

/** How a story of others becomes unusual; null where it stays as it is. */
const change = fc.record({
  volume: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom<UnusualVolume | null>(...VOLUMES) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  type: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
  ),
  // Half of the stories have no other disturbance: there everything is judged.
  quiet: fc.boolean(),
  deeds: fc.array(deed, { maxLength: 2 }),
});

const withType = (run: StoryRun, type: string | null): StoryRun =>
  type === null || run.parameters.destination_node !== undefined
    ? run
    : { ...run, parameters: { ...run.parameters, destination_type: type } };

// Cinder must have the volume attached, or Nova must, for the two to differ.
const withVolume = (volume: StoryVolume, unusual: UnusualVolume | null): StoryVolume => {
  const needsServer = unusual !== null && unusual !== 'encrypted' && unusual !== 'shared';
  return { ...volume, unusual, server: needsServer ? (volume.server ?? 0) : volume.server };
};

export const unusualStories: fc.Arbitrary<Story> = fc
  .record({ story: stories, change })
  .map(({ story, change: { volume, type, quiet, deeds } }) => ({
    ...story,
    unusual: true,
    volumes: story.volumes.map((each) => withVolume(each, volume)),
    runs: story.runs.map((run) => withType(run, type)),
    interventions: quiet ? [] : [...story.interventions, ...deeds],
  }));
