// Prints the coverage of the paths, their number, and the time of the three walks: `npm run paths`, `-- each` for all.
import process from 'node:process';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import {
  coverageOf,
  coverageTable,
  type Parallel,
  volumeMigratePaths,
  walkOnCloud,
} from '../../src/testing/index.ts';
import { wrongAlone, wrongFromJournal, wrongOnCloud } from './threeWalks.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const parallel: Parallel = process.argv[2] === 'each' ? 'each' : 'likeliest';

const took = { alone: 0, cloud: 0, journal: 0 };

async function timed<T>(walk: keyof typeof took, work: () => T | Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  took[walk] += performance.now() - begun;
  return result;
}

const paths = await timed('alone', () => volumeMigratePaths(volumeMigrateMachine, parallel));
const simple = paths.filter(({ isSimple }) => isSimple).length;
const coverage = coverageOf(
  volumeMigrateMachine,
  paths.map(({ walk }) => walk),
);
say(coverageTable(coverage));
say(`${paths.length} paths: ${simple} simple, ${paths.length - simple} for replies that no simple path has`);

let wrong = 0;
for (const path of paths) {
  const found = await timed('alone', () => wrongAlone(path));
  try {
    const onCloud = await timed('cloud', () => walkOnCloud(volumeMigrateMachine, path.input, path.walk));
    found.push(
      ...wrongOnCloud(path, onCloud),
      ...(await timed('journal', () => wrongFromJournal(path, onCloud))),
    );
  } catch (error) {
    found.push(String(error));
  }
  if (found.length > 0) wrong += 1;
  for (const sentence of found) say(`${path.title}: ${sentence}`);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
say(`walked on the machine alone in ${seconds(took.alone)}, over HTTP in ${seconds(took.cloud)},`);
say(`from the journal in ${seconds(took.journal)}; ${wrong} of ${paths.length} paths went wrong`);
const isWhole = [coverage.states, coverage.transitions, coverage.guards].every(
  ({ missed }) => missed.length === 0,
);
process.exitCode = wrong === 0 && isWhole ? 0 : 1;
