// Finds quota that failed retypes keep: Cinder's scheduler releases it only when the reservation expires.

import { listQuotas } from '../../services/cinder/quotas.ts';
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import type { Looker } from './looker.ts';
import type { Looking } from './seeing.ts';
import type { FoundLeftover } from './types.ts';

const AT_ONCE = 8;

// While Cinder creates, extends or retypes a volume, its reserved quota is justified.
const RESERVING = ['creating', 'downloading', 'extending', 'retyping', 'restoring-backup', 'managing'];

/**
 * Reserved quota of volume types, in every project that has volumes and in which Cinder is creating or
 * retyping none.
 */
export async function findReservations(looking: Looking, looker: Looker): Promise<FoundLeftover[]> {
  const byProject = Map.groupBy(looking.volumes ?? [], ({ projectId }) => projectId);
  const quiet = [...byProject].filter(([, volumes]) => !volumes.some(isReserving));
  const found: FoundLeftover[] = [];
  for (let at = 0; at < quiet.length; at += AT_ONCE) {
    const some = quiet.slice(at, at + AT_ONCE);
    const ofSome = await Promise.all(some.map(([projectId]) => reservationsOf(looking, looker, projectId)));
    found.push(...ofSome.flat());
  }
  return found;
}

const isReserving = ({ status }: VolumeWithCreator): boolean => RESERVING.includes(status);

async function reservationsOf(
  { cloud, signal }: Looking,
  looker: Looker,
  projectId: string,
): Promise<FoundLeftover[]> {
  const quotas = await looker.look(`quotas of project ${projectId}`, () =>
    listQuotas(cloud, projectId, signal),
  );
  const reserved = new Map((quotas ?? []).map(({ name, reserved: many }) => [name, many]));
  return [...reserved].flatMap(([name, many]) => {
    if (!name.startsWith('volumes_') || many <= 0) return [];
    const type = name.slice('volumes_'.length);
    return [
      judgeReservation({ projectId, type, volumes: many, gib: reserved.get(`gigabytes_${type}`) ?? 0 }),
    ];
  });
}

interface Reservation {
  readonly projectId: string;
  readonly type: string;
  readonly volumes: number;
  readonly gib: number;
}

/** Never removed from here: no API can do it. */
const judgeReservation = ({ projectId, type, volumes, gib }: Reservation): FoundLeftover => ({
  kind: 'reservation',
  id: `${projectId}/${type}`,
  name: type,
  runId: null,
  since: null,
  evidence: [
    `project ${projectId} has quota reserved for volume type ${type}: volumes_${type} ${volumes}, gigabytes_${type} ${gib}`,
    'no volume of the project is being created, extended or retyped',
  ],
  verdict: 'kept',
  missing: ['it is not known which retype left it: Cinder does not record this'],
  advice:
    "it counts against the project's quota until Cinder's reservation_expire (a day by default) has passed. Until then, you can raise the quota for the type",
});
