// Random events: what happens to a run, and what others and the cloud do meanwhile.
import fc from 'fast-check';
import type { ComputeOperation, VolumeOperation } from '../../src/simulator/index.ts';
import type {
  AdminAction,
  CloudEvent,
  OwnerAction,
  RunEvent,
  ServerAction,
  VolumeOf,
  WorkloadEvent,
} from '../../src/testing/simulation/index.ts';
import { runNumber } from './moments.ts';

type Of<Kind> = Extract<WorkloadEvent, { readonly kind: Kind }>;

const cancel: fc.Arbitrary<Of<'cancel'>> = fc.record({ kind: fc.constant('cancel'), run: runNumber });

const crash: fc.Arbitrary<Of<'crash'>> = fc.record({
  kind: fc.constant('crash'),
  run: runNumber,
  resumeAfterMs: fc.constantFrom(0, 100, 5_000, 100_000),
});

const abandon: fc.Arbitrary<Of<'abandon'>> = fc.record({
  kind: fc.constant('abandon'),
  run: runNumber,
  resumeAfterMs: fc.constantFrom(null, 0, 100, 5_000),
});

const journalFails: fc.Arbitrary<Of<'journal fails'>> = fc.record({
  kind: fc.constant('journal fails'),
  run: runNumber,
  forMs: fc.constantFrom(1, 1_000, 100_000),
});

const clockJumps: fc.Arbitrary<Of<'clock jumps'>> = fc.record({
  kind: fc.constant('clock jumps'),
  run: runNumber,
  byMs: fc.constantFrom(-28_800_000, -60_000, -1_000, 1_000, 60_000, 28_800_000),
});

const runEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  { weight: 4, arbitrary: crash },
  { weight: 3, arbitrary: cancel },
  { weight: 2, arbitrary: abandon },
  { weight: 1, arbitrary: journalFails },
  { weight: 1, arbitrary: clockJumps },
);

const volumeOf: fc.Arbitrary<VolumeOf> = fc.record({
  run: runNumber,
  volume: fc.constantFrom('destination', 'source'),
});

const OWNER_ACTIONS = [
  'detach',
  'detach',
  'attach',
  'write',
  'delete',
  'snapshot',
  'extend',
  'rename',
  'clear metadata',
] as const satisfies OwnerAction[];

const ADMIN_ACTIONS = [
  'reset to available',
  'reset to in-use',
  'reset to error',
  'reset migration status',
  'reset attach status',
  'migrate',
  'retype',
  'force delete',
] as const satisfies AdminAction[];

const SERVER_ACTIONS = ['stop', 'pause', 'start', 'begin task', 'delete'] as const satisfies ServerAction[];

const VOLUME_OPERATIONS = [
  'create_volume',
  'delete_volume',
  'initialize_connection',
  'terminate_connection',
  'retype',
  'migrate_volume',
  'update_migrated_volume',
  'copy',
] as const satisfies VolumeOperation[];

const operation = (
  where: string,
  operations: readonly (VolumeOperation | ComputeOperation)[],
): fc.Arbitrary<Of<'operation'>> =>
  fc.record({
    kind: fc.constant('operation'),
    where: fc.constant(where),
    operation: fc.constantFrom(...operations),
    fails: fc.boolean(),
    delayMs: fc.constantFrom(0, 1_000, 70_000),
    times: fc.constantFrom(1, 3, 1000),
  });

const cloudEvent: fc.Arbitrary<CloudEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('owner' as const),
      does: fc.constantFrom(...OWNER_ACTIONS),
      with: volumeOf,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('admin' as const),
      does: fc.constantFrom(...ADMIN_ACTIONS),
      with: volumeOf,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('server' as const),
      does: fc.constantFrom(...SERVER_ACTIONS),
      server: fc.nat(1),
    }),
  },
  fc.record({ kind: fc.constant('swap errs' as const), server: fc.nat(1) }),
  fc.record({ kind: fc.constant('expire tokens' as const) }),
  fc.record({ kind: fc.constant('delete temporary user' as const), run: runNumber }),
  fc.record({
    kind: fc.constant('restart' as const),
    service: fc.constantFrom('volume' as const, 'compute' as const, 'identity' as const, 'all' as const),
    forMs: fc.constantFrom(100, 3_000, 30_000, 100_000),
  }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('lose work' as const), every: fc.constantFrom(1, 2, 3) }),
  },
  { weight: 3, arbitrary: operation('*', VOLUME_OPERATIONS) },
  { weight: 2, arbitrary: operation('nova', ['swap_volume']) },
  fc.record({
    kind: fc.constant('back end' as const),
    host: fc.constantFrom('node1@alpha', 'node1@beta', 'node2@alpha', 'node2@tier9'),
    up: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('no quota' as const) }),
  fc.record({ kind: fc.constant('guard' as const) }),
);

export const workloadEvent: fc.Arbitrary<WorkloadEvent> = fc.oneof(
  { weight: 1, arbitrary: runEvent },
  { weight: 2, arbitrary: cloudEvent },
);
