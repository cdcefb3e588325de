// Records the real cloud that CLOUD_RELEASE or CLOUD_HOME names: node test/conformance/record.ts [--runs N]
// [--fresh] [--only TEXT]
// Runs are merged into the existing transcript; with --fresh, the scenarios that run are recorded anew.
import { parseArgs } from 'node:util';
import { readGolden, writeGolden } from './golden.ts';
import { mergeInto } from './mergeRun.ts';
import { openRealConformanceWorld } from './realWorld.ts';
import { runAll } from './run.ts';
import { scenarios } from './scenarios/index.ts';
import type { Golden } from './transcript.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    fresh: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});

const world = await openRealConformanceWorld();
const wanted = scenarios.filter(({ name }) => name.includes(values.only));
const empty: Golden = { release: world.release, scenarios: {} };
const before = await readGolden(world.release).catch(() => empty);
const kept = Object.entries(before.scenarios).filter(
  ([name]) => scenarios.some((one) => one.name === name) && !(values.fresh && name.includes(values.only)),
);
let golden: Golden = { release: world.release, scenarios: Object.fromEntries(kept) };
for (let run = 1; run <= Number(values.runs); run += 1) {
  process.stdout.write(`${world.release}, run ${run} of ${values.runs}\n`);
  const merged = mergeInto(golden, await runAll(world, wanted));
  for (const one of merged.contradictions) {
    process.stdout.write(`the cloud contradicts itself: ${JSON.stringify(one, null, 1)}\n`);
    process.exitCode = 1;
  }
  golden = merged.golden;
  const inOrder = scenarios.map(({ name }) => [name, golden.scenarios[name] ?? []] as const);
  const recorded = inOrder.filter(([, steps]) => steps.length > 0);
  await writeGolden({ ...golden, scenarios: Object.fromEntries(recorded) });
}
