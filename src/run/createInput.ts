// What the machine is started with.
import type { Input } from '../../machines/context.ts';
import type { Cloud } from '../../services/index.ts';
import { type MigrateVolumeParameters, parseParameters } from '../parameters.ts';

/** The machine's input for a run on this cloud. Throws `InvalidParametersError`, which names every fault. */
export const createInput = (cloud: Cloud, parameters: MigrateVolumeParameters): Input => ({
  runId: cloud.runId,
  parameters: parseParameters(parameters),
  startedAt: new Date().toISOString(),
});
