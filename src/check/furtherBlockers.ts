// What the chart does not ask: what a person should know about the services, the zones and the quota.
import type { PortName } from '../../machines/actors.ts';
import type { MigrationContext } from '../../machines/context.ts';
import { placementOf } from '../../machines/context.ts';
import { staysOnItsPool } from '../../machines/placeReasons.ts';
import { frozenSourceWarnings, servicesAt } from '../../machines/serviceReasons.ts';
import type { VolumeService } from '../../machines/types.ts';

/** Something that blocks a run, with the code and message with which it would fail. */
export interface Blocker {
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
}

/** What was read in addition to the chart's reads; null where it could not be read. */
export interface FurtherFacts {
  readonly services: readonly VolumeService[] | null;
}

/** What a person should know before the run. */
export function furtherWarnings(
  context: MigrationContext,
  first: PortName | null,
  { services }: FurtherFacts,
): string[] {
  const { volume } = context;
  if (volume === null) return [];
  return [
    ...frozenSourceWarnings(volume, services ?? []),
    ...(first === 'requestMigration' ? zoneWarnings(context, services ?? []) : []),
    ...(first === 'requestRetype' && staysOnItsPool(placementOf(context))
      ? [
          `the data would not move: ${volume.host} serves volume type ${context.destinationVolumeType?.name} too, so Cinder retypes the volume in its place`,
        ]
      : []),
    ...(services === null
      ? ['the volume services could not be listed: it is not known whether they are up']
      : []),
    ...(context.quotas.length === 0 && first === 'requestRetype'
      ? [`the quota of project ${volume.projectId} could not be read`]
      : []),
  ];
}

// A migration asks for no zone, and gives the volume that of its new pool.
function zoneWarnings({ volume, pools }: MigrationContext, services: readonly VolumeService[]): string[] {
  const own = volume?.availabilityZone ?? null;
  const zones = pools.flatMap(({ name }) =>
    servicesAt(name, services).flatMap(({ availabilityZone }) => availabilityZone ?? []),
  );
  const others = [...new Set(zones)].filter((zone) => zone !== own);
  return own === null || others.length === 0
    ? []
    : [`the volume leaves availability zone ${own}: the destination is in ${others.join(', ')}`];
}
