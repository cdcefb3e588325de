export { brokenIn } from './judge.ts';
export { type PlayOptions, playStory } from './play.ts';
export type { Abandoned, AtEnd, Happened, Played, PlayedRun } from './played.ts';
export { kindOf, REQUEST_KINDS } from './requestKinds.ts';
export type * from './story.ts';
