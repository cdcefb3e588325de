// Entry point `volume-migrate/testing`: alphabets, paths, coverage, a staged cloud that gives any reply, invariants.
export { type Alphabet, type Reply, repliesIn } from './alphabet.ts';
export { type Coverage, type Covered, coverageOf, coverageTable } from './coverage.ts';
export { type Edge, type GraphOptions, type GraphPlace, graphOf, statePathOf } from './graph.ts';
export type { GuardAnswer } from './guardAnswers.ts';
export { brokenInvariants, INVARIANTS, type Observed } from './invariants.ts';
export {
  type ChangeSeen,
  createChangeWatch,
  type Look,
  lookAt,
  type ServerLook,
  type VolumeLook,
} from './look.ts';
export { everyPath, type Path, type PathOptions } from './paths.ts';
export { volumeMigrateAlphabet } from './volumeMigrate/alphabet.ts';
export { type CloudWalk, walkOnCloud } from './volumeMigrate/cloudWalk.ts';
export { StrayedError } from './volumeMigrate/director.ts';
export { matters } from './volumeMigrate/matters.ts';
export { type Parallel, type VolumeMigratePath, volumeMigratePaths } from './volumeMigrate/paths.ts';
export type { SteeredReply } from './volumeMigrate/reply.ts';
export { type Stage, type StrangeAnswer, setStage } from './volumeMigrate/stage.ts';
export type { StageTime } from './volumeMigrate/stageTime.ts';
export { STARTS } from './volumeMigrate/starts.ts';
export { titleOf } from './volumeMigrate/title.ts';
export { type Step, type Walk, type WalkOptions, walk } from './walk.ts';
