// Pages whose blocks other tests run.

export interface PlayedElsewhere {
  /** The test that runs them, or the folder of the tests. */
  readonly test: string;
  /** How many blocks it runs or compares, as written. */
  readonly played: number;
  /** Why the others are not run, by how they begin. */
  readonly notPlayed?: Readonly<Record<string, string>>;
}

const APPLICATIONS = 'test/docs/played/applications.test.ts';
const BY_DEPLOYMENT =
  'needs root on three hosts; test/restate/deployment/ does the same with the files of docs/cluster/';

/** By page. */
export const PLAYED_ELSEWHERE: ReadonlyMap<string, PlayedElsewhere> = new Map<string, PlayedElsewhere>([
  ['docs/after-a-crash.md', { test: 'test/docs/played/afterCrash.test.ts', played: 1 }],
  [
    'docs/cluster.md',
    {
      test: 'test/restate/documented.restate.ts',
      played: 3,
      notPlayed: {
        'install -d': BY_DEPLOYMENT,
        'npm install --ignore-scripts':
          'installs programs on the host; npm run cluster:install installs the same server',
        'openssl rand': BY_DEPLOYMENT,
        curl: 'test/restate/deployment/ makes the same request without curl',
        'export RESTATE_AUTH_TOKEN': BY_DEPLOYMENT,
      },
    },
  ],
  [
    'docs/embed.md',
    {
      test: APPLICATIONS,
      played: 5,
      notPlayed: {
        'npm install': 'the package is not published; npm run package:check installs the packed file',
      },
    },
  ],
  ['docs/inspector.md', { test: APPLICATIONS, played: 1 }],
  ['docs/moving.md', { test: 'test/docs/checkExamples.test.ts', played: 4 }],
  ['docs/observability.md', { test: 'test/opentelemetry/page.test.ts', played: 3 }],
  ['docs/own-strategy.md', { test: 'test/strategies/documentedStrategy.test.ts', played: 3 }],
  ['docs/own-workflow.md', { test: APPLICATIONS, played: 1 }],
  ['docs/testing.md', { test: APPLICATIONS, played: 1 }],
]);
