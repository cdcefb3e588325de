// npm run cluster:demo: three workers make twenty moves on a simulated cloud; a worker and then the server are killed on the way.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { readPlan } from '../../../src/index.ts';
import { planOrder, type RunReport } from '../../../src/restate/index.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { until } from '../cluster/until.ts';
import { outcomeLines } from './outcome.ts';

const MOVES = 20;
const LIMITS = { total: 8, perPool: 4 };
const ENDS_WITHIN_MS = 120_000;

// The cluster runs on this machine, which no proxy can reach.
for (const name of ['NO_PROXY', 'no_proxy']) process.env[name] = '*';

const begun = performance.now();
const say = (line: string): void =>
  void process.stdout.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s  ${line}\n`);

const pidsOf = (workers: readonly { readonly pid: number }[]): string =>
  workers.map(({ pid }) => pid).join(', ');

const cluster = await startCluster(3, { stageMs: 300, gibPerSecond: 1 });
try {
  process.exitCode = (await play(cluster)) ? 0 : 1;
} finally {
  await cluster.close();
}

async function play({ store, server, workers, killWorker }: Cluster): Promise<boolean> {
  say(`a Restate server at ${server.url.href}, workers ${pidsOf(workers())}, and a simulated cloud`);
  const planId = randomUUID();
  await store.submit(planId, planOrder({ ...readPlan(JSON.stringify(twentyMoves())), limits: LIMITS }));
  say(
    `plan ${planId}: ${MOVES} moves, at most ${LIMITS.total} at once and ${LIMITS.perPool} from or to a pool`,
  );
  const report = store.report(planId, AbortSignal.timeout(ENDS_WITHIN_MS));
  await ended(MOVES / 4);
  const [victim] = workers();
  if (victim !== undefined) {
    await killWorker(victim);
    say(
      `${MOVES / 4} moves have ended. Worker ${victim.pid} was killed: ${pidsOf(workers())} continue its runs`,
    );
  }
  await ended(MOVES / 2);
  await server.kill();
  say(`${MOVES / 2} moves have ended. The server was killed`);
  await server.start();
  say('the server was started again: workers continue all runs');
  const over: RunReport = await report;
  const { lines, isAsExpected } = await outcomeLines(cluster, planId, over, MOVES);
  for (const line of lines) process.stdout.write(`${line}\n`);
  return isAsExpected;
}

// The cloud itself says how many moves have ended: that works while the server is down, too.
async function ended(count: number): Promise<void> {
  const { moves } = cluster.running.cloud;
  await until(() => (moves.filter(({ event }) => event === 'end').length >= count ? true : null));
}

function twentyMoves(): object[] {
  const { cloud } = cluster.running;
  return Array.from({ length: MOVES }, (_, index) => {
    const sizeGib = 1 + (index % 3);
    const volume = { name: `volume-${index + 1}`, type: 'alpha', project: 'demo', user: 'alice', sizeGib };
    const { id } = cloud.addVolume(volume);
    return {
      ...{ resource_id: id, resource_name: volume.name },
      ...{ migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
    };
  });
}
