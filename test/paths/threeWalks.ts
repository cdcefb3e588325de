// One path walked three times: on the machine alone, over HTTP on a staged cloud, and from its own journal.
import { isDeepStrictEqual } from 'node:util';
import type { VolumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { fromJournal } from '../../src/engine/events.ts';
import {
  brokenInvariants,
  type CloudWalk,
  type VolumeMigratePath,
  walkOnCloud,
} from '../../src/testing/index.ts';
import { replay, timelineOf } from '../../src/volumeMigrate/definition.ts';
import type { JournalEntry } from '../../src/volumeMigrate/records.ts';
import { comparable } from './comparable.ts';
import { contradictions } from './said.ts';

/** What is wrong with the walk on the machine alone, in sentences. */
export const wrongAlone = ({ walk }: VolumeMigratePath): string[] => contradictions(walk);

/** What is wrong with the walk on a cloud: it strays, its outcome differs, or an invariant is violated. */
export function wrongOnCloud(
  { walk }: VolumeMigratePath,
  { outcome, entries, observed }: CloudWalk,
): string[] {
  const alone = walk.at(-1)?.snapshot.output;
  const events = walk.flatMap(({ reply }) => reply?.event ?? []);
  const [wanted, found] = [alone && comparable(alone, events), comparable(outcome, eventsOf(entries))];
  return [
    ...(isDeepStrictEqual(wanted, found)
      ? []
      : [`the outcome is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`]),
    ...brokenInvariants(observed),
  ];
}

const eventsOf = (entries: readonly JournalEntry[]) =>
  entries.flatMap(({ record }) => (record.kind === 'event' ? [fromJournal(record.event)] : []));

/** What is wrong with the walk from its journal: another end, or other states. */
export function wrongFromJournal({ walk }: VolumeMigratePath, { outcome, entries }: CloudWalk): string[] {
  const { snapshot } = replay(entries);
  const { result, phases } = timelineOf(entries);
  const { startedAt, endedAt, ...ended } = outcome;
  const visited = walk.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
  const states = phases.map(({ state }) => state);
  return [
    ...(isDeepStrictEqual(plain(snapshot.output), plain(ended)) ? [] : ['the replay ends otherwise']),
    ...(isDeepStrictEqual(result, plain(ended)) ? [] : ['the timeline ends otherwise']),
    ...(isDeepStrictEqual(states, visited)
      ? []
      : [`the timeline comes to ${states.join(', ')}, not to ${visited.join(', ')}`]),
  ];
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** What is wrong with any of the three walks of a path, in sentences. */
export async function whatIsWrong(path: VolumeMigratePath, machine: VolumeMigrateMachine): Promise<string[]> {
  const onCloud = await walkOnCloud(machine, path.input, path.walk);
  return [...wrongAlone(path), ...wrongOnCloud(path, onCloud), ...wrongFromJournal(path, onCloud)];
}
