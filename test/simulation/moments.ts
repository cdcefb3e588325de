// Random moments of a run: more of them where a mistake would do harm.
import fc from 'fast-check';
import { type AtRequest, type Moment, REQUEST_KINDS } from '../../src/testing/simulation/index.ts';

/** Mostly the first run; some workloads have more. */
export const runNumber = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(2) },
);

const DANGEROUS = [
  'PUT /servers/ID/os-volume_attachments/ID',
  'POST /volumes',
  'DELETE /volumes/ID',
  'POST /v3/users',
  'DELETE /v3/users/ID',
  'POST /volumes/ID/action os-retype',
  'POST /volumes/ID/action os-migrate_volume',
  'GET /servers/ID/os-instance-actions/ID',
  'GET /volumes/ID',
  'GET /volumes/detail',
] as const satisfies readonly (typeof REQUEST_KINDS)[number][];

export const atRequest: fc.Arbitrary<AtRequest> = fc.record({
  run: runNumber,
  request: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...DANGEROUS) },
    { weight: 3, arbitrary: fc.constantFrom(...REQUEST_KINDS) },
    { weight: 1, arbitrary: fc.constant('*') },
  ),
  nth: fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(40) }),
});

const SWAP_STATES = [
  'swappingVolume',
  'watchingSwap',
  'verifyingSwap',
  'watchingRollback',
  'deletingSourceVolume',
  'watchingSourceDeletion',
  'unmarkingDestinationVolume',
  'deletingTemporaryUser',
  'creatingTemporaryUser',
  'grantingRole',
  'creatingDestinationVolume',
  'watchingDestinationVolume',
  'copyingAttributes',
].map((state) => `swap.updatingAttachment.${state}`);

const OTHER_STATES = [
  'swap.choosingMethod',
  'swap.probingSwap',
  'swap.retypingInUse.requestingRetype',
  'swap.retypingInUse.watchingRetype',
  'cold.migrating.requestingMigration',
  'cold.migrating.watchingMigration',
  'migrate.requestingMigration',
  'migrate.watchingMigration',
  'migrate.settling',
  'cold.retyping.requestingRetype',
  'cold.retyping.watchingRetype',
  'verifying.watchingAttachment',
  'verifying.watchingSourceCopies',
  'explaining.listingOrphans',
  'cleaningUp.deletingDestinationVolume',
  'cleaningUp.deletingTemporaryUser',
];

/** The states that workloads name; a test compares them with the chart. */
export const STATES: readonly string[] = [...SWAP_STATES, ...OTHER_STATES];

export const moment: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 3, arbitrary: atRequest },
  { weight: 4, arbitrary: fc.record({ run: runNumber, state: fc.constantFrom(...STATES) }) },
  { weight: 2, arbitrary: fc.record({ run: runNumber, record: fc.nat(120) }) },
  { weight: 1, arbitrary: fc.record({ atMs: fc.oneof(fc.nat(3_000), fc.nat(100_000)) }) },
);
