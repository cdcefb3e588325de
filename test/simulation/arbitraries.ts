// Random workloads. They shrink to fewer interventions, then to simpler ones.
import fc from 'fast-check';
import type {
  Intervention,
  RequestFault,
  Workload,
  WorkloadCloud,
  WorkloadRun,
  WorkloadVolume,
} from '../../src/testing/simulation/index.ts';
import { workloadEvent } from './events.ts';
import { requestFault, timesAtMost } from './faults.ts';
import { atRequest, moment } from './moments.ts';

const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

const seldom = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

const cloud: fc.Arbitrary<WorkloadCloud> = fc.record({
  release: fc.constantFrom('zed', '2025.1'),
  guard: seldom(false, true),
  stageMs: mostly(30, 5, 300, 2_000),
  copyMs: mostly(500, 0, 5_000, 60_000),
  latencyMs: mostly(2, 1, 100),
  attachmentRace: mostly<WorkloadCloud['attachmentRace']>('late', 'prompt', 'lost'),
  tokenLifeMs: mostly(43_200_000, 60_000, 5_000),
  tokenCacheMs: mostly(0, 300_000),
  pageSize: mostly(1000, 1),
  skewMs: mostly(0, -600_000, -2_000, 2_000, 600_000),
});

const volume: fc.Arbitrary<WorkloadVolume> = fc.record({
  type: mostly<WorkloadVolume['type']>('alpha', 'beta'),
  server: mostly<number | null>(0, 1, null),
  migrationStatus: seldom<WorkloadVolume['migrationStatus']>(null, 'success', 'error'),
  bootable: mostly(false, true),
  readOnly: mostly(false, true),
  snapshots: seldom(0, 1),
});

type Parameters = WorkloadRun['parameters'];

const swapTo = (type: string, method: 'auto' | 'attachment' | 'retype'): Parameters => ({
  destination_type: type,
  swap_method: method,
});
const coldToNode = (node: string): Parameters => ({ migration_type: 'cold', destination_node: node });
const coldToType = (type: string): Parameters => ({ migration_type: 'cold', destination_type: type });

const migrateTo = (node: string): Parameters => ({ migration_type: 'migrate', destination_node: node });
const retypeTo = (type: string): Parameters => ({ migration_type: 'retype', destination_type: type });

const parameters: fc.Arbitrary<Parameters> = fc.oneof(
  { weight: 7, arbitrary: fc.constant(swapTo('beta', 'attachment')) },
  { weight: 4, arbitrary: fc.constant(swapTo('alpha', 'attachment')) },
  { weight: 3, arbitrary: fc.constantFrom(swapTo('beta', 'auto'), swapTo('beta', 'retype')) },
  { weight: 2, arbitrary: fc.constantFrom(coldToNode('node2@alpha#alpha'), coldToNode('node2@tier9#alpha')) },
  { weight: 2, arbitrary: fc.constant(coldToType('beta')) },
  { weight: 3, arbitrary: fc.constantFrom(migrateTo('node2@alpha#alpha'), migrateTo('node2@tier9#alpha')) },
  { weight: 1, arbitrary: fc.constant(retypeTo('beta')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      swapTo('nowhere', 'attachment'),
      swapTo('no-such-type', 'auto'),
      coldToNode('node1@alpha#alpha'),
      coldToNode('node1@beta#beta'),
      coldToNode('node9@none#none'),
      coldToType('nowhere'),
      coldToType('alpha'),
      migrateTo('node2@alpha'),
      migrateTo('node1@alpha#alpha'),
      retypeTo('alpha'),
    ),
  },
);

const limits: fc.Arbitrary<WorkloadRun['limits']> = fc.oneof(
  { weight: 16, arbitrary: fc.constant({ stallAfterMs: 60_000, deadlineMs: 120_000, settleMs: 20_000 }) },
  { weight: 3, arbitrary: fc.constant({ stallAfterMs: 500, deadlineMs: 2_000, settleMs: 500 }) },
  // The default limits let a stuck move wait for two hours.
  { weight: 1, arbitrary: fc.constant({}) },
);

// Mostly a volume that suits the run: detached for a cold migration, attached for a swap, either for the others.
const runWithVolume = fc
  .record({
    run: fc.record({ parameters, limits, startMs: mostly(0, 100, 5_000) }),
    volume,
    isForAnother: seldom(false, true),
  })
  .map(({ run, volume: any, isForAnother }) => {
    const { migration_type: by = 'swap' } = run.parameters;
    const server = by === 'cold' ? null : by === 'swap' ? (any.server ?? 0) : any.server;
    const type = run.parameters.destination_type === 'alpha' ? 'beta' : any.type;
    return { run, volume: isForAnother ? any : { ...any, server, type } };
  });

const fault: fc.Arbitrary<Extract<Intervention, { readonly fault: RequestFault }>> = fc
  .record({ when: atRequest, fault: requestFault, times: fc.constantFrom(1, 1, 1, 2, 8, 1000) })
  .map(({ times, ...each }) => ({
    ...each,
    times: Math.min(times, timesAtMost(each.fault, each.when.request)),
  }));

const intervention: fc.Arbitrary<Intervention> = fc.oneof(
  fc.record({ when: moment, event: workloadEvent }),
  fault,
);

const coincidence: fc.Arbitrary<readonly Intervention[]> = fc.oneof(
  fc.record({ when: moment, first: workloadEvent, second: workloadEvent }).map(({ when, first, second }) => [
    { when, event: first },
    { when, event: second },
  ]),
  fc.record({ event: workloadEvent, fault }).map(({ event, fault }) => [{ when: fault.when, event }, fault]),
);

// What happens at one moment: mostly one thing, seldom two.
const interventions: fc.Arbitrary<readonly Intervention[]> = fc.oneof(
  { weight: 12, arbitrary: intervention.map((one) => [one]) },
  { weight: 1, arbitrary: coincidence },
);

const cast = (minLength: number, maxLength: number) => fc.array(runWithVolume, { minLength, maxLength });

/** A workload of one run or, rarely, of several at once; interventions at up to eight moments. */
export const workloads: fc.Arbitrary<Workload> = fc
  .record({
    cloud,
    cast: fc.oneof(
      { weight: 36, arbitrary: cast(1, 1) },
      { weight: 5, arbitrary: cast(2, 3) },
      { weight: 1, arbitrary: cast(8, 12) },
    ),
    sharesVolume: mostly(false, true),
    together: fc.boolean(),
    interventions: fc.array(interventions, { maxLength: 8, size: 'max' }),
  })
  .map(({ cast, sharesVolume, interventions, ...workload }) => ({
    ...workload,
    interventions: interventions.flat(),
    volumes: cast.map((each) => each.volume),
    runs: cast.map(({ run }, number) => ({ ...run, volume: sharesVolume ? 0 : number })),
  }));
