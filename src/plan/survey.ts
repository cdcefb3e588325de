// Reads where the volumes of a plan are, in as few requests as possible.
import type { MigrationInput } from '../../machines/context.ts';
import type { MoveFacts, PlanAction } from '../../machines/plan/types.ts';
import type { MigrationParameters, Volume } from '../../machines/types.ts';
import { isAtPlace, isMoving } from '../../machines/volumeRules.ts';
import { findVolume, listVolumes } from '../../services/cinder/volumes.ts';
import type { Cloud } from '../../services/index.ts';
import type { JournalStore } from '../engine/store.ts';

// Up to this number, each volume is read by itself: a list of all volumes of a cloud may have hundreds of pages.
const MOST_SINGLE_READS = 20;

type SurveyedMove = Pick<PlanAction, 'parameters' | 'resourceName'>;

/** What the cloud shows of each volume of a plan. A volume that has gone after a swap of this journal counts as moved. */
export async function surveyVolumes(
  cloud: Cloud,
  store: Pick<JournalStore, 'list'>,
  moves: readonly SurveyedMove[],
  signal?: AbortSignal,
): Promise<MoveFacts[]> {
  const ids = moves.map(({ parameters }) => parameters.resourceId);
  return await factsOfMoves(store, moves, await readVolumes(cloud, ids, signal));
}

/** The same, of volumes that have been read. */
export async function factsOfMoves(
  store: Pick<JournalStore, 'list'>,
  moves: readonly SurveyedMove[],
  volumes: ReadonlyMap<string, Volume>,
): Promise<MoveFacts[]> {
  const ids = moves.map(({ parameters }) => parameters.resourceId);
  const swapped = ids.some((id) => !volumes.has(id)) ? await swapsIn(store) : new Set<string>();
  return moves.map((move) => {
    const { parameters } = move;
    const volume = volumes.get(parameters.resourceId);
    if (volume !== undefined) return factsOf(volume, move);
    const state = swapped.has(swapOf(parameters)) ? 'done' : 'missing';
    return { source: null, sizeGib: 0, serverIds: [], isRoot: false, state };
  });
}

/** The volumes of a plan that exist, by ID. */
export async function readVolumes(
  cloud: Cloud,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Volume>> {
  const volumes =
    ids.length > MOST_SINGLE_READS
      ? await listVolumes(cloud, {}, signal)
      : await Promise.all(ids.map(async (id) => await findVolume(cloud, id, signal)));
  return new Map(volumes.flatMap((volume) => (volume === null ? [] : [[volume.id, volume] as const])));
}

// A swap replaces the volume by another one, with another ID.
const swapOf = ({ resourceId, migrationType, destinationType }: MigrationParameters): string =>
  JSON.stringify([resourceId, migrationType, destinationType]);

// The swaps that runs of this journal have made.
async function swapsIn(store: Pick<JournalStore, 'list'>): Promise<ReadonlySet<string>> {
  const made = (await store.list()).filter(({ status }) => status === 'SUCCEEDED');
  const parameters = made.flatMap(({ input }) => (input as Partial<MigrationInput> | null)?.parameters ?? []);
  return new Set(parameters.filter(({ migrationType }) => migrationType === 'swap').map(swapOf));
}

function factsOf(volume: Volume, { parameters, resourceName }: SurveyedMove): MoveFacts {
  const { host, sizeGib, bootable, attachments, name } = volume;
  const serverIds = [...new Set(attachments.map(({ serverId }) => serverId).filter((id) => id !== ''))];
  const isDone = !isMoving(volume) && isWhereWanted(volume, parameters);
  return {
    ...{ source: host, sizeGib, serverIds, isRoot: bootable && serverIds.length > 0 },
    ...(resourceName === null && name !== '' ? { name } : {}),
    state: isDone ? 'done' : 'waiting',
  };
}

// A destination node comes first, as in the specification's diagram.
function isWhereWanted(
  volume: Volume,
  { destinationNode, destinationType, migrationType }: MigrationParameters,
): boolean {
  if (destinationNode !== null && migrationType !== 'swap' && migrationType !== 'retype')
    return isAtPlace(volume, destinationNode);
  return (
    destinationType !== null &&
    (volume.volumeType === destinationType || volume.volumeTypeId === destinationType)
  );
}
