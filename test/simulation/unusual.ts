// Random unusual workloads: ordinary ones, with volumes, types and actions that only one service knows about.
import fc from 'fast-check';
import type {
  AdminAction,
  Intervention,
  OwnerAction,
  UnusualVolume,
  Workload,
  WorkloadRun,
  WorkloadVolume,
} from '../../src/testing/simulation/index.ts';
import { workloads } from './arbitraries.ts';
import { moment, runNumber } from './moments.ts';

const VOLUMES = [
  ...['reserved too', 'detached in Cinder', 'attached in Cinder'],
  ...['encrypted', 'shared'],
] as const satisfies UnusualVolume[];

const OWNER_ACTIONS = ['reserve'] as const satisfies OwnerAction[];
const ADMIN_ACTIONS = [
  ...['detach in Cinder', 'attach in Cinder', 'fail a retype'],
] as const satisfies AdminAction[];

const action: fc.Arbitrary<Intervention> = fc.record({
  when: moment,
  event: fc.oneof(
    fc.record({
      kind: fc.constant('owner' as const),
      does: fc.constantFrom(...OWNER_ACTIONS),
      with: fc.record({ run: runNumber, volume: fc.constant('source' as const) }),
    }),
    fc.record({
      kind: fc.constant('admin' as const),
      does: fc.constantFrom(...ADMIN_ACTIONS),
      with: fc.record({ run: runNumber, volume: fc.constantFrom('source', 'destination') }),
    }),
  ),
});

const TYPES = ['private', 'encrypted', 'shared', 'shared-nowhere'];

/** How an ordinary workload becomes unusual; null if it stays as it is. */
const change = fc.record({
  volume: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom<UnusualVolume | null>(...VOLUMES) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  type: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
  ),
  // Half of the workloads have no other disturbance: in these everything is judged.
  quiet: fc.boolean(),
  actions: fc.array(action, { maxLength: 2 }),
});

const withType = (run: WorkloadRun, type: string | null): WorkloadRun =>
  type === null || run.parameters.destination_node !== undefined
    ? run
    : { ...run, parameters: { ...run.parameters, destination_type: type } };

// Either Cinder or Nova must have the volume attached for the two to differ.
const withVolume = (volume: WorkloadVolume, unusual: UnusualVolume | null): WorkloadVolume => {
  const needsServer = unusual !== null && unusual !== 'encrypted' && unusual !== 'shared';
  return { ...volume, unusual, server: needsServer ? (volume.server ?? 0) : volume.server };
};

export const unusualWorkloads: fc.Arbitrary<Workload> = fc
  .record({ workload: workloads, change })
  .map(({ workload, change: { volume, type, quiet, actions } }) => ({
    ...workload,
    unusual: true,
    volumes: workload.volumes.map((each) => withVolume(each, volume)),
    runs: workload.runs.map((run) => withType(run, type)),
    interventions: quiet ? [] : [...workload.interventions, ...actions],
  }));
