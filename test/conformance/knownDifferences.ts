// The known differences, and why they stay. Each entry is a decision; one that no longer occurs fails the suite.
import type { Difference } from './compare.ts';
import type { ConformanceWorld } from './world.ts';

/** `simulated zed`: between that cloud and the transcript of its release. */
export type Cloud = `${ConformanceWorld['kind']} ${ConformanceWorld['release']}`;

export interface KnownDifference {
  readonly between: readonly Cloud[];
  readonly scenario: string;
  readonly step: string;
  readonly what: string;
  readonly reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [];

export const cloudOf = ({ kind, release }: ConformanceWorld): Cloud => `${kind} ${release}`;

const isMet = (known: KnownDifference, cloud: Cloud, found: Difference): boolean =>
  known.between.includes(cloud) &&
  known.scenario === found.scenario &&
  known.step === found.step &&
  known.what === found.what;

export const isKnown = (cloud: Cloud, found: Difference): boolean =>
  knownDifferences.some((known) => isMet(known, cloud, found));

/** Entries for this cloud that no longer match a difference. */
export const outdated = (cloud: Cloud, found: readonly Difference[]): KnownDifference[] =>
  knownDifferences.filter(
    (known) => known.between.includes(cloud) && !found.some((one) => isMet(known, cloud, one)),
  );
