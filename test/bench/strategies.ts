// How long plans of large clouds take, and their memory: `node --expose-gc test/bench/strategies.ts`
import process from 'node:process';
import { type CloudView, makePlan, type Strategy, storageBalance, zoneMigration } from '../../src/index.ts';
import { buildView, poolName, type TestVolume } from '../../src/strategies/testing/index.ts';
import { choicesOf } from '../machines/plan/random/randomPlan.ts';

const POOLS = 40;

const say = (...cells: readonly (string | number)[]): void =>
  void process.stdout.write(`| ${cells.join(' | ')} |\n`);

say('volumes', 'strategy', 'moves', 'stay', 'time (s)', 'heap besides the view (MiB)');
say('---', '---', '---', '---', '---', '---');
for (const count of [10_000, 100_000]) {
  const view = largeCloud(count);
  measure(view, storageBalance as Strategy, { margin: 0 });
  measure(view, zoneMigration as Strategy, zoneParameters());
}

/** Every second pool is at 85 to 95 %, the others at 40 %; a third of the volumes is attached, some have snapshots. */
function largeCloud(count: number): CloudView {
  const { whole, chance, one } = choicesOf(count);
  const names = Array.from({ length: POOLS }, (_, n) => `p${String(n).padStart(2, '0')}`);
  const volumes: TestVolume[] = Array.from({ length: count }, (_, n) => ({
    ...{ id: `v${n}`, pool: one(names), sizeGib: chance(0.7) ? one([10, 20, 50, 100]) : whole(1, 500) },
    ...{ type: one(['any', 'ssd']), on: chance(0.33) ? [`s${whole(0, count)}`] : [] },
    ...{ snapshots: chance(0.03) ? 1 : 0, has: { projectId: `project${whole(0, 50)}` } },
  }));
  const usedOf = new Map<string, number>();
  for (const { pool: name, sizeGib } of volumes) usedOf.set(name, (usedOf.get(name) ?? 0) + sizeGib);
  const pools = names.map((name, n): [string, [number, number, object]] => {
    const used = usedOf.get(name) ?? 0;
    const total = Math.round(used / (n % 2 === 0 ? whole(85, 95) / 100 : 0.4));
    return [name, [total, total - used, { tier: 'ssd' }]];
  });
  return buildView({
    pools: Object.fromEntries(pools) as never,
    volumes,
    types: { any: {}, ssd: { tier: 'ssd' } },
  });
}

function zoneParameters(): object {
  const names = Array.from({ length: POOLS }, (_, n) => poolName(`p${String(n).padStart(2, '0')}`));
  const sources = names.filter((_, n) => n % 4 === 0);
  const dst_pool = names.filter((_, n) => n % 4 !== 0);
  return { storage_pools: sources.map((src_pool) => ({ src_pool, dst_pool })) };
}

function measure(view: CloudView, strategy: Strategy, parameters: object): void {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const startedAt = performance.now();
  const { actions, skipped } = makePlan(strategy, view, parameters);
  const seconds = (performance.now() - startedAt) / 1000;
  const heapMib = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  say(
    view.volumes.length,
    strategy.name,
    actions.length,
    skipped.length,
    seconds.toFixed(2),
    Math.round(heapMib),
  );
}
