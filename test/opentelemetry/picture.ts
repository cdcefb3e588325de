// Records a swap and a plan on the simulated cloud with a receiver of OTLP, and draws their traces: node test/opentelemetry/picture.ts
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { traceIdOf } from '../../src/opentelemetry/index.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import { drawTrace } from './picture/drawTrace.ts';
import { drawn } from './picture/rows.ts';
import { type ReceivedSpan, startReceiver } from './receiver.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const OUT = join(import.meta.dirname, '../../docs/observability');

await using running = await startSimulatedCloud({ stageMs: 250, gibPerSecond: 0.6 });
const receiver = await startReceiver();
const folder = mkdtempSync(join(tmpdir(), 'volume-migrate-picture-'));
writeFileSync(join(folder, 'clouds.yaml'), stringify(running.cloudsYaml));

/** Runs the command, and returns its JSON. */
async function command(...args: string[]): Promise<Readonly<Record<string, unknown>>> {
  const child = spawn(process.execPath, [MAIN, ...args, '--json', '--quiet'], {
    env: {
      ...{ PATH: process.env['PATH'], ...receiver.env },
      ...{ XDG_STATE_HOME: folder, OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml') },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
}

/** Writes the spans that belong to a trace, and the picture of them. */
function draw(name: string, id: unknown, label: string): void {
  const traceId = traceIdOf(String(id));
  const belongs = ({ traceId: its, links }: ReceivedSpan): boolean =>
    its === traceId || links.some((link) => link.traceId === traceId);
  const all = receiver.spans();
  const traces = new Set(all.filter(belongs).map((span) => span.traceId));
  // Of the runs that a plan refers to, the phases are drawn.
  const spans = all.filter(
    (span) => span.traceId === traceId || (traces.has(span.traceId) && !isRequestOrCall(span)),
  );
  const lines = [{ traceId, label }, ...spans.map(drawn)].map((line) => JSON.stringify(line));
  writeFileSync(join(OUT, `${name}.jsonl`), `${lines.join('\n')}\n`);
  writeFileSync(join(OUT, `${name}.svg`), drawTrace(spans.map(drawn), traceId, label));
}

const isRequestOrCall = ({ kind, attributes }: ReceivedSpan): boolean =>
  kind === 3 || attributes['volume_migrate.call'] !== undefined;

const { cloud } = running;
const volumeIds = Array.from(
  { length: 5 },
  (_, n) => cloud.addVolume({ name: `v${n}`, type: 'alpha', project: 'demo', user: 'alice' }).id,
);
const plan = {
  version: 1,
  actions: volumeIds.map((resource_id) => ({
    ...{ resource_id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
  })),
};
writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
const { data1 = '' } = cloud.world.volumes;
const swapped = await command('run', data1, '--destination-type', 'beta', '--swap-method', 'attachment');
draw('swap', swapped['runId'], 'The trace of a swap: its phases, its calls, and their requests');
const applied = await command('apply', join(folder, 'plan.json'));
draw(
  'plan',
  applied['planId'],
  'The trace of a plan of five moves, two at a time, with the phases of each run',
);
rmSync(folder, { recursive: true });
await receiver.close();
