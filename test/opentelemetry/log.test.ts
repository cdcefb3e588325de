// --log json: JSON Lines on standard error, with the IDs that are exported and recorded.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LogLine } from '../../src/cli/telemetry/logLines.ts';
import type { Outcome, PlanOutcome } from '../../src/index.ts';
import { CANARY, tracedPlace } from './place.ts';

const place = tracedPlace();

const linesOf = (stderr: string): LogLine[] =>
  stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine);

const toNode = (id: string): string[] => [
  ...['run', id, '--migration-type', 'migrate', '--destination-node', 'node2@alpha#alpha'],
];
const cold = (type: string): string[] => [
  ...['run', place.detached(), '--migration-type', 'cold', '--destination-type', type],
];

test('the log of a run has its start, its phases, its calls and its end; standard output only the outcome', async () => {
  const id = place.detached();
  const { stdout, stderr } = await place.command(...toNode(id), '--log', 'json');
  expect(stdout).toMatch(/^SUCCEEDED in .*\n$/);
  const lines = linesOf(stderr);
  const told = lines.map(({ msg, phase, call, outcome }) =>
    [msg, phase, call, outcome].filter(Boolean).join(' '),
  );
  expect(told[0]).toBe('run started');
  expect(told.slice(1, 3)).toEqual(['phase started migrate', 'call ended getVolume']);
  expect(told).toContain('phase started cold.migrating');
  expect(told.at(-1)).toBe('run ended SUCCEEDED');
  expect(lines.filter(({ msg }) => msg.startsWith('request'))).toEqual([]);
  expect(lines[0]).toMatchObject({ level: 'info', volume_id: id, kind: 'migrate' });
});

test('each line has the IDs of the span that is exported for it', async () => {
  const { stdout, stderr } = await place.command(...toNode(place.detached()), '--log', 'json', '--json');
  const { runId } = JSON.parse(stdout) as Outcome;
  const exported = new Set(
    place
      .receiver()
      .spans()
      .map(({ traceId, spanId }) => `${traceId}/${spanId}`),
  );
  const lines = linesOf(stderr);
  expect(lines.length).toBeGreaterThan(10);
  for (const { run_id, trace_id, span_id } of lines) {
    expect(run_id).toBe(runId);
    expect(exported).toContain(`${trace_id}/${span_id}`);
  }
});

test('--verbose logs each request with its ID; a request that failed is logged in any case', async () => {
  const { stdout, stderr } = await place.command(
    ...toNode(place.detached()),
    '--log',
    'json',
    '-v',
    '--json',
  );
  const { runId } = JSON.parse(stdout) as Outcome;
  const recorded = (await place.entries(runId)).flatMap(({ record }) =>
    record.kind === 'request' ? [(record.request as { requestId?: string }).requestId] : [],
  );
  const logged = linesOf(stderr).flatMap(({ request_id = null }) => request_id ?? []);
  expect(logged).toEqual(recorded);
  place.cloud().faults.http({ match: { method: 'GET', path: /\/snapshots$/ }, status: 403, body: {} });
  const failed = linesOf((await place.command(...cold('beta'), '--log', 'json')).stderr);
  place.cloud().faults.clear();
  expect(failed.find(({ msg }) => msg === 'request failed')).toMatchObject({
    ...{ level: 'warn', status: 403, request_id: expect.stringMatching(/^req-/) },
  });
  expect(failed.at(-1)).toMatchObject({ level: 'error', msg: 'run failed', outcome: 'FAILED' });
});

test('the lines of a plan and of its moves name the plan', async () => {
  const actions = [place.detached(), place.detached()].map((resource_id) => ({
    ...{ resource_id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
  }));
  const file = join(place.folder(), 'plan.json');
  await writeFile(file, JSON.stringify({ version: 1, actions }));
  const { stdout, stderr } = await place.command('apply', file, '--log', 'json', '--json');
  const { planId, actions: made } = JSON.parse(stdout) as PlanOutcome;
  const lines = linesOf(stderr);
  expect(new Set(lines.map(({ plan_id }) => plan_id))).toEqual(new Set([planId]));
  expect(new Set(lines.map(({ run_id }) => run_id))).toEqual(
    new Set([planId, ...made.map(({ runId }) => runId)]),
  );
});

test('an error of the command is one line with its code and its hints; --events keeps its own lines on standard output', async () => {
  const refused = await place.command('run', 'nothing', '--destination-type', 'beta', '--log', 'json');
  expect(refused.status).toBe(2);
  expect(linesOf(refused.stderr)).toEqual([
    {
      ...{ time: expect.any(String), level: 'error', code: 'VolumeNotFound' },
      msg: 'no volume is called nothing',
      hints: [expect.stringMatching(/^searched as user .* run: openstack volume list --all-projects$/)],
    },
  ]);
  const { stdout } = await place.command(...toNode(place.detached()), '--log', 'json', '--events');
  expect(linesOf(stdout).length).toBeGreaterThan(5);
  expect(refused.stderr + stdout).not.toContain(CANARY);
});

test.each([
  ['an unknown option', ['run', '--log', 'json', '--bogus'], "unknown option '--bogus'", []],
  [
    'a misspelt option',
    ['apply', 'plan.json', '--jornal', 'x', '--log=json'],
    "unknown option '--jornal'",
    ['Did you mean --journal?'],
  ],
  ['a missing option', ['worker', '--log', 'json'], "required option '--ingress <url>' not specified", []],
  [
    'a wrong value',
    ['run', 'data1', '--swap-method', 'none', '--log', 'json'],
    '--swap-method: expected "auto", "attachment" or "retype", got "none"',
    [],
  ],
])('wrong usage is one line as well: %s', async (_, args, msg, hints) => {
  const { status, stdout, stderr } = await place.command(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(linesOf(stderr)).toEqual([
    {
      ...{ time: expect.any(String), level: 'error', msg, code: 'InvalidParameters' },
      hints: [...hints, 'For all options and examples, add --help'],
    },
  ]);
});

test('wrong usage is text where no JSON is asked for', async () => {
  for (const args of [
    ['run', '--bogus', '--', '--log=json'],
    ['runs', '--log', 'json'],
    ['run', '--log', 'xml'],
  ])
    expect((await place.command(...args)).stderr).toMatch(
      /^error: .*\n\(add --help for more information\)\n$/,
    );
});
