// Entry point `volume-migrate/strategies/testing`: tests of strategies, with any test framework.
export { caseProblems, movesOf, type StrategyCase } from './cases.ts';
export { applyToView } from './planOnView.ts';
export {
  type AnyStrategy,
  type StrategyProblemsOptions,
  type StrategyProperty,
  strategyProblems,
} from './properties.ts';
export { randomCloud } from './randomCloud.ts';
export { shuffledView } from './shuffledView.ts';
export { buildView, poolName, type TestCloud, type TestPool, type TestVolume } from './testCloud.ts';
