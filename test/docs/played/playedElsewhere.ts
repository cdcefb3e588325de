// Pages whose blocks other tests run.

/** By page, the test that runs its blocks. */
export const PLAYED_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['docs/after-a-crash.md', 'test/docs/played/afterCrash.test.ts'],
  ['docs/cluster.md', 'test/restate/'],
  ['docs/embed.md', 'test/docs/played/applications.test.ts'],
  ['docs/inspector.md', 'test/docs/played/applications.test.ts'],
  ['docs/moving.md', 'test/docs/checkExamples.test.ts'],
  ['docs/observability.md', 'test/opentelemetry/page.test.ts'],
  ['docs/own-strategy.md', 'test/strategies/documentedStrategy.test.ts'],
  ['docs/own-workflow.md', 'test/docs/played/applications.test.ts'],
  ['docs/testing.md', 'test/docs/played/applications.test.ts'],
]);
