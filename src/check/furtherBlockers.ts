// What the chart does not ask: the services, the owner's quota, and other runs.
import type { PortName } from '../../machines/actors.ts';
import type { MigrationContext } from '../../machines/context.ts';
import { placementOf, required, volumeOf } from '../../machines/context.ts';
import { staysOnItsPool } from '../../machines/placeReasons.ts';
import { retypeQuotaReasons } from '../../machines/retypeQuota.ts';
import { frozenSourceWarnings, servicesAt } from '../../machines/serviceReasons.ts';
import type { Quota, VolumeService } from '../../machines/types.ts';

/** Something that blocks a run, with the code and message with which it would fail. */
export interface Blocker {
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
}

/** What was read in addition to the chart's reads; null where it could not be read. */
export interface FurtherFacts {
  readonly services: readonly VolumeService[] | null;
  readonly quotas: readonly Quota[] | null;
}

/** What blocks the call that a run would begin with. */
export function furtherBlockers(
  context: MigrationContext,
  first: PortName | null,
  { quotas }: FurtherFacts,
): Blocker[] {
  if (context.volume === null) return [];
  return [
    blocker(
      'OverQuota',
      `The quota of project ${context.volume.projectId} does not allow another volume of type ${context.destinationVolumeType?.name}`,
      first === 'requestRetype' ? quotaReasons(context, quotas ?? []) : [],
    ),
  ].filter(({ reasons }) => reasons.length > 0);
}

const blocker = (code: string, message: string, reasons: readonly string[]): Blocker => ({
  code,
  message,
  reasons,
});

const quotaReasons = (context: MigrationContext, quotas: readonly Quota[]): string[] =>
  retypeQuotaReasons(
    quotas,
    volumeOf(context),
    required(context.destinationVolumeType, 'the destination type').name,
  );

/** What a person should know before the run. */
export function furtherWarnings(
  context: MigrationContext,
  first: PortName | null,
  { services, quotas }: FurtherFacts,
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
    ...(quotas === null && first === 'requestRetype'
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
