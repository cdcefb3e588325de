// Where the recordings of the two releases differ; the simulated cloud has each difference as a setting of its release.
import { compareRun, type Difference } from './compare.ts';
import type { CallStep, Golden, GoldenStep } from './transcript.ts';

export interface ReleaseDifference {
  readonly scenario: RegExp;
  readonly step: RegExp;
  readonly what: RegExp;
  readonly reason: string;
}

export const releaseDifferences: readonly ReleaseDifference[] = [
  {
    scenario: /^identity\/an application credential$/,
    step: /^by its /,
    what: /^body\.token\.roles/,
    reason: 'Keystone 27 gives such a token the roles too that its own ones imply',
  },
  {
    scenario: /^identity\/malformed$/,
    step: /^a user without a name$/,
    what: /^body\.error\.message$/,
    reason: 'Keystone 27 names the field whose value lacks a property',
  },
  {
    scenario: /^microversions\//,
    step: /^(volume|compute)(: .*)?$/,
    what: /^headers$|version$|message$|pinned_availability_zone$|scheduler_hints$/,
    reason: 'the newest microversions are 3.71 and 2.100 instead of 3.70 and 2.93, with what these show',
  },
  {
    scenario: /^(swap\/of a volume that never moved|attachments\/a swap .*)$/,
    step: /./,
    what: /./,
    reason: 'OSSN-0094: Nova 31 refuses a direct swap of a volume that Cinder is not moving; Zed does it',
  },
  {
    scenario: /^(attachments|disagreement)\//,
    step: /./,
    what: /connection_info\.enforce_multipath/,
    reason: 'Cinder 26 says in the connection whether multipath is required',
  },
  {
    scenario: /^metadata\/of the image$/,
    step: /characters$/,
    what: /^(status|body\.)/,
    reason: 'Cinder 26 takes values of image metadata up to 65535 characters, Cinder 21 up to 255',
  },
  {
    scenario: /^disagreement\/attached in Cinder only$/,
    step: /^swapped/,
    what: /./,
    reason: 'OSSN-0094: Nova 31 refuses a direct swap before it sees that it has no such attachment',
  },
  {
    scenario: /^swap refused\/of a volume that /,
    step: /./,
    what: /^(status|body\.(badRequest|conflictingRequest))/,
    reason: 'OSSN-0094: the refusal of Nova 31 comes before all that it would say of the new volume',
  },
  {
    scenario: /^swap refused\/by the guard$/,
    step: /./,
    what: /^body\.conflictingRequest\.message$/,
    reason:
      'the text that Debian gave the patch differs from the one of later releases, which the switch of Zed has',
  },
];

const callsOf = (steps: readonly GoldenStep[]): CallStep[] => steps.filter((step) => step.kind === 'call');

/** Differences between the calls of two transcripts. */
export function compareReleases(older: Golden, newer: Golden): readonly Difference[] {
  const calls = ({ release, scenarios }: Golden) => ({
    release,
    scenarios: Object.fromEntries(Object.entries(scenarios).map(([name, steps]) => [name, callsOf(steps)])),
  });
  return compareRun(calls(older), calls(newer).scenarios, false).differences;
}

export const isOf = (rule: ReleaseDifference, found: Difference): boolean =>
  rule.scenario.test(found.scenario) && rule.step.test(found.step) && rule.what.test(found.what);
