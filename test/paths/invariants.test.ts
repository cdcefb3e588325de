// Each invariant holds for a healthy swap, and is violated if the thing that it guards is broken.
import { beforeAll, describe, expect, test } from 'vitest';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import {
  brokenInvariants,
  type ChangeSeen,
  type Look,
  type Observed,
  type VolumeLook,
  volumeMigratePaths,
  walkOnCloud,
} from '../../src/testing/index.ts';
import type { JournalEntry } from '../../src/volumeMigrate/records.ts';

let healthy: Observed;

beforeAll(async () => {
  const path = volumeMigratePaths().find(
    ({ walk }) => walk.at(-1)?.snapshot.output?.operation === 'swap' && walk.at(-1)?.state === 'succeeded',
  );
  if (path === undefined) throw new Error('there is no path of a swap');
  healthy = (await walkOnCloud(volumeMigrateMachine, path.input, path.walk)).observed;
});

test('nothing is broken where all went well', () => {
  expect(healthy.outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap', leftovers: [] });
  expect(brokenInvariants(healthy)).toEqual([]);
});

type Change = (observed: Observed) => Partial<Observed>;

const sourceOf = ({ outcome }: Observed): string => outcome.sourceVolumeId;
const destinationOf = ({ outcome }: Observed): string => outcome.volumeId;

const withVolume = (look: Look, id: string, changes: Partial<VolumeLook>): Look => ({
  ...look,
  volumes: look.volumes.map((volume) => (volume.id === id ? { ...volume, ...changes } : volume)),
});

const after = ({ after: look }: Observed, id: string, changes: Partial<VolumeLook>): Partial<Observed> => ({
  after: withVolume(look, id, changes),
});

/** The cloud at the moment when the source was deleted. */
const atDeletion = (observed: Observed, change: (look: Look) => Look): Partial<Observed> => ({
  changes: observed.changes.map((seen) =>
    isDeletion(seen, sourceOf(observed)) ? { ...seen, cloud: change(seen.cloud) } : seen,
  ),
});

const isDeletion = ({ request }: ChangeSeen, volumeId: string): boolean =>
  request.method === 'DELETE' && request.path.endsWith(`/volumes/${volumeId}`);

const withServers = (look: Look, changes: object): Look => ({
  ...look,
  servers: look.servers.map((server) => ({ ...server, ...changes })),
});

const outcome = (observed: Observed, changes: object): Partial<Observed> => ({
  outcome: { ...observed.outcome, ...changes },
});

const error = { name: 'Invalid', code: 'Some', message: 'some', reasons: [] };

const sourceRow = ({ before, outcome: { sourceVolumeId } }: Observed): VolumeLook[] =>
  before.volumes.filter(({ id }) => id === sourceVolumeId);

/** As if the run had requested a retype, and the volume were on its way. */
const asRetype = (seen: Observed): Partial<Observed> => ({
  changes: seen.changes.map((change) =>
    change.request.method === 'PUT' && change.request.path.includes('os-volume_attachments')
      ? {
          ...change,
          request: { ...change.request, method: 'POST', path: '/action', body: { 'os-retype': {} } },
        }
      : change,
  ),
  after: {
    ...seen.after,
    volumes: [...seen.after.volumes, ...sourceRow(seen).map((row) => ({ ...row, status: 'retyping' }))],
  },
});

const rows: readonly (readonly [what: string, Change, sentence: RegExp])[] = [
  ['the data is nowhere', (seen) => after(seen, destinationOf(seen), { data: 'other' }), /the data is lost/],
  [
    'the data is in another project',
    (seen) => after(seen, destinationOf(seen), { projectId: 'other' }),
    /the data is lost/,
  ],
  [
    'the only volume with the data is being deleted',
    (seen) => after(seen, destinationOf(seen), { status: 'deleting' }),
    /the data is lost/,
  ],
  [
    'the source was deleted before Nova had succeeded',
    (seen) => atDeletion(seen, (look) => withServers(look, { swaps: {} })),
    /deleted although no swap of the run has succeeded/,
  ],
  [
    'the source was deleted while Nova listed it',
    (seen) => atDeletion(seen, (look) => withServers(look, { volumeIds: [sourceOf(seen)] })),
    /deleted although Nova still lists the source/,
  ],
  [
    'the source was deleted while Nova did not list the destination',
    (seen) => atDeletion(seen, (look) => withServers(look, { volumeIds: [] })),
    /deleted although Nova does not list the destination/,
  ],
  [
    'the source was deleted while in use',
    (seen) => atDeletion(seen, (look) => withVolume(look, sourceOf(seen), { status: 'in-use' })),
    /deleted although the source was not available/,
  ],
  [
    'the source was deleted while the destination was free',
    (seen) => atDeletion(seen, (look) => withVolume(look, destinationOf(seen), { attachedTo: [] })),
    /deleted although the destination was not in-use/,
  ],
  [
    'the source was deleted while the destination was an incomplete copy',
    (seen) => atDeletion(seen, (look) => withVolume(look, destinationOf(seen), { data: null })),
    /deleted although the destination did not hold a complete copy of the data/,
  ],
  [
    'a volume was deleted that Cinder showed as attached',
    (seen) => atDeletion(seen, (look) => withVolume(look, sourceOf(seen), { attachedTo: ['vm'] })),
    /was deleted while attached to server vm/,
  ],
  [
    'the temporary user remains',
    (seen) => ({
      after: { ...seen.after, users: [{ id: 'u', name: `volume-migrate-${seen.outcome.runId}` }] },
    }),
    /^user volume-migrate-.* remains/,
  ],
  [
    'a grant of a deleted user remains',
    (seen) => ({ after: { ...seen.after, grants: [{ userId: 'gone', projectId: 'demo' }] } }),
    /a grant of user gone on project demo remains/,
  ],
  [
    'a volume of the run remains',
    (seen) => ({
      after: {
        ...seen.after,
        volumes: seen.after.volumes.flatMap((volume) =>
          volume.id === destinationOf(seen)
            ? [volume, { ...volume, id: 'other', madeBy: seen.outcome.runId }]
            : [volume],
        ),
      },
    }),
    /volume other, which the run created, remains/,
  ],
  [
    'the source remains and is not among the leftovers',
    (seen) => ({ after: { ...seen.after, volumes: [...seen.after.volumes, ...sourceRow(seen)] } }),
    /^source .* remains after its swap/,
  ],
  [
    'a swap is requested twice',
    (seen) => ({ changes: [...seen.changes, ...seen.changes] }),
    /PUT \/v2\.1\/servers\/ID\/os-volume_attachments\/ID had effect more than once/,
  ],
  [
    'Cinder is still moving a volume that is not among the leftovers',
    asRetype,
    /^Cinder is still moving volume .*, which is not among the leftovers/,
  ],
  [
    'a swap is still running, and its volumes are not among the leftovers',
    (seen) => ({ ...outcome(seen, { status: 'FAILED', error, volumeId: sourceOf(seen) }), exit: 1 }),
    /^a swap is still running, and volume .* is not among the leftovers/,
  ],
  ['the exit status does not fit', () => ({ exit: 1 }), /the status is SUCCEEDED, but the exit status is 1/],
  [
    'a successful run has an error',
    (seen) => outcome(seen, { error }),
    /the status is SUCCEEDED, but the error is Some/,
  ],
  [
    'a failed run has no error',
    (seen) => ({ ...outcome(seen, { status: 'FAILED' }), exit: 1 }),
    /the status is FAILED, but the error is missing/,
  ],
  [
    'a successful run did nothing',
    (seen) => outcome(seen, { operation: null }),
    /succeeded without doing anything/,
  ],
  [
    'the journal says otherwise',
    (seen) => ({ ...outcome(seen, { status: 'FAILED', error }), exit: 1 }),
    /the journal says SUCCEEDED, but the outcome says FAILED/,
  ],
  [
    'the volume of a successful run has another type',
    (seen) => after(seen, destinationOf(seen), { type: 'alpha', typeId: 'a' }),
    /succeeded, but the volume is of type alpha, not beta/,
  ],
  [
    'the volume of a successful run is on another node',
    (seen) => ({
      parameters: { ...seen.parameters, migrationType: 'cold', destinationNode: 'elsewhere@a#a' },
    }),
    /succeeded, but the volume is on node1@beta#beta, not on elsewhere/,
  ],
  [
    'the volume of a successful run does not exist',
    (seen) => outcome(seen, { volumeId: 'nowhere' }),
    /succeeded, but volume nowhere does not exist/,
  ],
  [
    'the outcome contains a secret',
    (seen) => outcome(seen, { warnings: [`it is ${seen.secrets[0]}`] }),
    /the outcome contains \d+ secrets/,
  ],
  [
    'the journal contains a secret',
    ({ secrets, journal }) => ({ journal: [{ runId: secrets[0] } as JournalEntry, ...journal] }),
    /the journal contains \d+ secrets/,
  ],
  [
    'the progress contains a secret',
    ({ secrets }) => ({ told: [{ password: secrets[0] }] }),
    /the progress contains \d+ secrets/,
  ],
  ['the run takes too long', ({ deadlineMs }) => ({ elapsedMs: deadlineMs + 1 }), /the run took/],
];

test.each(rows)('it is detected that %s', (_, change, sentence) => {
  expect(brokenInvariants({ ...healthy, ...change(healthy) })).toContainEqual(
    expect.stringMatching(sentence),
  );
});

describe('what the outcome names may stay', () => {
  const named: readonly (readonly [string, Change])[] = [
    [
      'the source',
      (seen) => ({
        ...outcome(seen, { leftovers: [{ kind: 'volume', id: sourceOf(seen), why: 'known' }] }),
        after: { ...seen.after, volumes: [...seen.after.volumes, ...sourceRow(seen)] },
      }),
    ],
    [
      'a user of whom only the name is known',
      (seen) => ({
        ...outcome(seen, {
          leftovers: [{ kind: 'user', id: `volume-migrate-${seen.outcome.runId}`, why: 'known' }],
        }),
        after: { ...seen.after, users: [{ id: 'u', name: `volume-migrate-${seen.outcome.runId}` }] },
      }),
    ],
  ];
  test.each(named)('%s', (_, change) => {
    expect(brokenInvariants({ ...healthy, ...change(healthy) })).toEqual([]);
  });
});

test('data that its owner has deleted is not required', () => {
  const gone = { ...healthy, data: null, after: { ...healthy.after, volumes: [] } };
  expect(brokenInvariants(gone)).toEqual([]);
});
