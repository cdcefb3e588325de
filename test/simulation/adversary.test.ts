// Everything that a workload can contain does happen, and can be noticed.
import { expect, test } from 'vitest';
import { statesOf } from '../../machines/transitions.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import {
  type Intervention,
  type Played,
  runWorkload,
  type Workload,
} from '../../src/testing/simulation/index.ts';
import { STATES } from './moments.ts';

const swap = { destination_type: 'beta', swap_method: 'attachment' } as const;

const plain: Workload = {
  cloud: {
    ...{ release: 'zed', guard: false, stageMs: 30, copyMs: 500, latencyMs: 2, attachmentRace: 'late' },
    ...{ tokenLifeMs: 43_200_000, tokenCacheMs: 0, pageSize: 1000, skewMs: 0 },
  },
  volumes: [
    {
      ...{ type: 'alpha', server: 0, migrationStatus: null, bootable: false },
      ...{ readOnly: false, snapshots: 0 },
    },
  ],
  runs: [
    {
      ...{ volume: 0, parameters: swap, startMs: 0 },
      limits: { stallAfterMs: 60_000, deadlineMs: 120_000, settleMs: 20_000 },
    },
  ],
  together: false,
  interventions: [],
};

const play = (...interventions: Intervention[]): Promise<Played> => runWorkload({ ...plain, interventions });

const state = (name: string) => ({ run: 0, state: `swap.updatingAttachment.${name}` });
const request = (kind: string, nth = 0) => ({ run: 0, request: kind, nth });
const source = { run: 0, volume: 'source' } as const;
const destination = { run: 0, volume: 'destination' } as const;

test('the states that workloads name are states of the chart', () => {
  const known = statesOf(volumeMigrateMachine).map((node) => node.path.join('.'));
  expect(STATES.filter((name) => !known.includes(name))).toEqual([]);
});

test('undisturbed, the run succeeds, and takes as long as the cloud', async () => {
  const { runs, elapsedMs } = await play();
  expect(runs[0]?.outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap', leftovers: [] });
  expect(elapsedMs).toBeGreaterThan(500);
  expect(elapsedMs).toBeLessThan(5_000);
});

const kinds = ({ runs }: Played): string[] => (runs[0]?.entries ?? []).map(({ record }) => record.kind);
const codeOf = ({ runs }: Played): string | undefined => runs[0]?.outcome?.error?.code;
const statusOf = ({ runs }: Played): string | undefined => runs[0]?.outcome?.status;
const seconds = ({ elapsedMs }: Played): number => Math.floor(elapsedMs / 1000);

interface Case {
  readonly what: string;
  readonly interventions: readonly Intervention[];
  readonly seen: (played: Played) => unknown;
  readonly is: unknown;
}

const cases: readonly Case[] = [
  {
    what: 'a crash at a record: another process goes on, and nothing of the first is written after it',
    interventions: [{ when: { run: 0, record: 20 }, event: { kind: 'crash', run: 0, resumeAfterMs: 5_000 } }],
    seen: (played) => [kinds(played).indexOf('resumed'), statusOf(played), seconds(played) >= 5],
    is: [21, 'SUCCEEDED', true],
  },
  {
    what: 'an abandon: the run tells what it leaves, and is gone on with',
    interventions: [{ when: state('watchingSwap'), event: { kind: 'abandon', run: 0, resumeAfterMs: 100 } }],
    seen: (played) => [played.runs[0]?.abandoned.length, statusOf(played)],
    is: [1, 'SUCCEEDED'],
  },
  {
    what: 'a journal that fails: the run ends badly, and is gone on with when it can be written again',
    interventions: [
      { when: state('creatingDestinationVolume'), event: { kind: 'journal fails', run: 0, forMs: 1_000 } },
    ],
    seen: (played) => [played.runs[0]?.abandoned[0]?.outcome.error?.code, statusOf(played)],
    is: ['JournalUnwritable', 'SUCCEEDED'],
  },
  {
    what: 'a cancel',
    interventions: [{ when: state('grantingRole'), event: { kind: 'cancel', run: 0 } }],
    seen: statusOf,
    is: 'CANCELLED',
  },
  {
    what: 'a lost request',
    interventions: [{ when: request('POST /volumes'), fault: { kind: 'lost', effect: false }, times: 1 }],
    seen: ({ runs }) => runs[0]?.outcome?.leftovers.map(({ kind }) => kind),
    is: ['volume'],
  },
  {
    what: 'a lost answer: what the request did is found',
    interventions: [{ when: request('POST /volumes'), fault: { kind: 'lost', effect: true }, times: 1 }],
    seen: statusOf,
    is: 'SUCCEEDED',
  },
  {
    what: 'a strange answer',
    interventions: [
      {
        when: request('GET /types'),
        fault: { kind: 'answered', effect: true, status: null, body: 'truncated' },
        times: 1,
      },
    ],
    seen: codeOf,
    is: 'UnexpectedAnswer',
  },
  {
    what: 'a late answer',
    interventions: [
      {
        when: request('GET /types'),
        fault: { kind: 'delayed', beforeMs: 0, afterMs: 50_000 },
        times: 1,
      },
    ],
    seen: seconds,
    is: 51,
  },
  {
    what: 'a late request, which its sender does not wait for',
    interventions: [
      {
        when: request('PUT /servers/ID/os-volume_attachments/ID', 1),
        fault: { kind: 'delayed', beforeMs: 70_000, afterMs: 0 },
        times: 1,
      },
    ],
    seen: (played) => [codeOf(played), played.after.servers[0]?.volumeIds],
    is: ['TimedOut', [expect.not.stringMatching(/13$/)]],
  },
  {
    what: 'readings that lag behind once the swap is done',
    interventions: [{ when: request('GET /volumes/ID', 3), fault: { kind: 'stale' }, times: 8 }],
    seen: statusOf,
    is: 'SUCCEEDED',
  },
  {
    what: 'a clock that is set eight hours ahead',
    interventions: [
      { when: state('watchingSwap'), event: { kind: 'clock jumps', run: 0, byMs: 28_800_000 } },
    ],
    seen: statusOf,
    is: 'SUCCEEDED',
  },
  {
    what: 'a clock that is set eight hours back',
    interventions: [
      { when: state('watchingSwap'), event: { kind: 'clock jumps', run: 0, byMs: -28_800_000 } },
    ],
    seen: statusOf,
    is: 'SUCCEEDED',
  },
  {
    what: 'a request delivered twice',
    interventions: [
      {
        when: request('DELETE /v3/users/ID'),
        fault: { kind: 'repeated', gapMs: 20, answer: 'second' },
        times: 1,
      },
    ],
    seen: ({ changes }) =>
      changes.filter(({ request: { method, path } }) => method === 'DELETE' && path.includes('/users/'))
        .length > 1,
    is: true,
  },
  {
    what: 'a restart of a service',
    interventions: [
      { when: state('watchingSwap'), event: { kind: 'restart', service: 'compute', forMs: 30_000 } },
    ],
    seen: (played) => [statusOf(played), seconds(played) >= 30],
    is: ['SUCCEEDED', true],
  },
  {
    what: 'lost work: nothing comes to its end',
    interventions: [{ when: state('watchingSwap'), event: { kind: 'lose work', every: 1 } }],
    seen: (played) => [codeOf(played), seconds(played)],
    is: ['SwapNotProven', 120],
  },
  {
    what: 'a swap that Nova gives up',
    interventions: [
      {
        when: request('GET /servers/ID/os-instance-actions/ID', 1),
        event: { kind: 'swap errs', server: 0 },
      },
    ],
    seen: codeOf,
    is: 'SwapFailed',
  },
  {
    what: 'an operation that fails',
    interventions: [
      {
        when: { atMs: 0 },
        event: {
          ...{ kind: 'operation', where: '*', operation: 'create_volume', fails: true },
          ...{ delayMs: 0, times: 1000 },
        },
      },
    ],
    seen: codeOf,
    is: 'DestinationVolumeFailed',
  },
  {
    what: 'a back end that is down',
    interventions: [
      { when: state('creatingTemporaryUser'), event: { kind: 'back end', host: 'node1@beta', up: false } },
    ],
    seen: codeOf,
    is: 'DestinationVolumeFailed',
  },
  {
    what: 'no quota',
    interventions: [{ when: { atMs: 0 }, event: { kind: 'no quota' } }],
    seen: codeOf,
    is: 'SourceCannotBeReplaced',
  },
  {
    what: 'quota that is taken meanwhile',
    interventions: [{ when: state('creatingTemporaryUser'), event: { kind: 'no quota' } }],
    seen: codeOf,
    is: 'OverQuota',
  },
  {
    what: "Nova's guard",
    interventions: [{ when: { atMs: 0 }, event: { kind: 'guard' } }],
    seen: codeOf,
    is: 'SwapRefused',
  },
  {
    what: 'tokens that end: the run signs in again',
    interventions: [{ when: state('watchingSwap'), event: { kind: 'expire tokens' } }],
    seen: ({ changes }) => changes.filter(({ request: { path } }) => path.endsWith('/auth/tokens')).length,
    is: 3,
  },
  {
    what: 'somebody who deletes the temporary user',
    interventions: [
      { when: state('creatingDestinationVolume'), event: { kind: 'delete temporary user', run: 0 } },
    ],
    seen: codeOf,
    is: 'Unauthorized',
  },
  {
    what: 'a server that stops',
    interventions: [{ when: state('swappingVolume'), event: { kind: 'server', does: 'stop', server: 0 } }],
    seen: codeOf,
    is: 'Conflict',
  },
  {
    what: 'an owner who detaches the volume',
    interventions: [
      { when: state('swappingVolume'), event: { kind: 'owner', does: 'detach', with: source } },
    ],
    seen: codeOf,
    is: 'BadRequest',
  },
  {
    what: 'an owner whose guest writes: the data moves with the volume',
    interventions: [{ when: state('grantingRole'), event: { kind: 'owner', does: 'write', with: source } }],
    seen: ({ runs, after, data }) =>
      after.volumes.find(({ id }) => id === runs[0]?.outcome?.volumeId)?.data === data[0] &&
      data[0]?.startsWith('written'),
    is: true,
  },
  {
    what: 'another admin who sets a state by hand',
    interventions: [
      {
        when: state('copyingAttributes'),
        event: { kind: 'admin', does: 'reset to error', with: destination },
      },
    ],
    seen: statusOf,
    is: 'FAILED',
  },
];

test.each(cases)('$what', async ({ interventions, seen, is }) => {
  expect(seen(await play(...interventions))).toEqual(is);
});
