// States that Cinder or Nova saves and replaces within milliseconds.
// A poller sees each of them sometimes, so a course may show one that its own recordings have missed, if it
// is in its place. A rule that no recording of either release has ever shown fails the suite: what was never
// seen is not accepted.
import type { GoldenState } from './transcript.ts';

export interface Fleeting {
  readonly state: RegExp;
  /** What comes before and after; nothing if `before` is null. */
  readonly before: RegExp | null;
  readonly after: RegExp;
  /** Where it is saved, and what replaces it. */
  readonly reason: string;
}

export const FLEETING: readonly Fleeting[] = [
  {
    state: /^\S+ starting /,
    before: null,
    after: / (migrating|error) /,
    reason: 'volume/api.py migrate_volume saves it; the manager goes on within a message or two',
  },
  {
    state: /^retyping starting /,
    before: /^retyping \S+ /,
    after: / (migrating|error|success) /,
    reason: 'volume/manager.py retype saves it just before it calls migrate_volume',
  },
  {
    state: / migrating /,
    // Nothing: the state before was missed.
    before: / (starting|null) |^$/,
    after: / (error|success) /,
    reason: 'a driver that moves or fails at once leaves it no time',
  },
  {
    state: /^retyping null /,
    before: null,
    after: /^(available|in-use) /,
    reason: 'volume/api.py retype saves it; a scheduler that finds nothing gives up at once',
  },
  {
    state: / (migrating|completing) .* 0 /,
    before: / migrating .* 1 /,
    after: / (migrating|completing|null) /,
    reason: 'Nova deletes the old attachment, then asks Cinder to complete',
  },
  {
    state: / completing /,
    before: / (migrating|completing) /,
    after: / (completing|null|success) /,
    reason: 'volume/manager.py migrate_volume_completion: saved twice, with the name_id between',
  },
  {
    state: /^(available|in-use) null /,
    before: / completing /,
    after: / success /,
    reason: 'objects/volume.py finish_volume_migration swaps the rows; the manager then saves success',
  },
  {
    state: /^in-use success .* 0 /,
    before: /^in-use null |completing /,
    after: /^in-use success .* 1 /,
    reason: 'volume/manager.py migrate_volume_completion moves the attachments after that save',
  },
  {
    state: /^creating target:/,
    before: null,
    after: /^available target:/,
    reason: 'the row of a copy: a quick driver makes it at once',
  },
  {
    state: /^attaching \S+ .* [01] /,
    before: /^(attaching|reserved) /,
    after: /^(attaching|in-use) .* 1 /,
    reason: 'api/attachments.py: the attachment is saved before the status of its volume',
  },
  {
    state: /^in-use target:.* 1 \S/,
    before: /^in-use target:.* 1 -/,
    after: /^deleting deleting /,
    reason: 'volume/manager.py update_migrated_volume: the row gets the other name_id, then the rows swap',
  },
  {
    state: /^deleting deleting .* 1 .*source/,
    before: /^in-use target:/,
    after: /^deleting deleting .* 0 .*source/,
    reason: 'the attachments go over after the delete was asked for',
  },
  {
    state: /^creating null \S+ \S+ 0 /,
    before: /^creating null /,
    after: /^(creating|error) null /,
    reason: 'a driver that fails at once: scheduler and manager pass the volume to and fro',
  },
];

const isFleeting = (rule: Fleeting, run: readonly string[], at: number): boolean => {
  const before = run[at - 1];
  const fitsBefore = rule.before === null ? before === undefined : rule.before.test(before ?? '');
  return fitsBefore && rule.state.test(run[at] ?? '') && rule.after.test(run[at + 1] ?? '');
};

/** The run without the fleeting states that its recordings do not know. */
export function withoutFleeting(golden: readonly GoldenState[], run: readonly string[]): readonly string[] {
  const known = new Set(golden.map(({ state }) => state));
  return run.filter((state, at) => known.has(state) || !FLEETING.some((rule) => isFleeting(rule, run, at)));
}

/** Rules that no recorded sequence confirms. */
export const unproved = (recorded: readonly (readonly string[])[]): readonly Fleeting[] =>
  FLEETING.filter((rule) => !recorded.some((run) => run.some((_, at) => isFleeting(rule, run, at))));
