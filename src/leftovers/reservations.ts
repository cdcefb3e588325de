// Quota that failed retypes keep: Cinder's scheduler gives it back only when the reservation expires.

import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';
import { listQuotas } from '../../services/cinder/quotas.ts';
import type { Looker } from './looker.ts';
import type { Looking } from './seeing.ts';
import type { FoundLeftover } from './types.ts';

const AT_ONCE = 8;

// While Cinder makes, extends or retypes a volume, quota is reserved for it rightly.
const RESERVING = ['creating', 'downloading', 'extending', 'retyping', 'restoring-backup', 'managing'];

/** Reserved quota of volume types, in every project that has volumes and in which Cinder is making or retyping none. */
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

const isReserving = ({ status }: MadeVolume): boolean => RESERVING.includes(status);

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

/** Never removed from here: no API does it. */
const judgeReservation = ({ projectId, type, volumes, gib }: Reservation): FoundLeftover => ({
  kind: 'reservation',
  id: `${projectId}/${type}`,
  name: type,
  runId: null,
  since: null,
  evidence: [
    `project ${projectId} has quota reserved for volume type ${type}: volumes_${type} ${volumes}, gigabytes_${type} ${gib}`,
    'no volume of the project is being made, extended or retyped',
  ],
  verdict: 'kept',
  missing: ['which retype left it: Cinder records no cause'],
  advice:
    "it counts against the project's quota until Cinder's reservation_expire (a day by default) has passed; a higher quota for the type bridges that",
});
