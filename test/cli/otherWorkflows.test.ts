// A journal with runs of an application's own workflow: the command lists them, and says why it does not resume them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine, openSqliteStore } from '../../src/index.ts';
import { never, twoCalls, workflowOf } from '../engine/smallWorkflows.ts';
import { type Ran, runCommand } from './command.ts';

const [DONE, OPEN] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-workflows-'));
  const auth = { auth_url: 'http://127.0.0.1:1/v3', username: 'u', password: 'p', project_name: 'x' };
  const domains = { user_domain_id: 'default', project_domain_id: 'default' };
  const clouds = { simulated: { auth: { ...auth, ...domains } } };
  await writeFile(join(folder, 'clouds.yaml'), JSON.stringify({ clouds }));
  const store = openSqliteStore(join(folder, 'journal.sqlite'));
  const engine = createEngine({ store });
  const b = async (): Promise<string> => 'b';
  const whole = workflowOf(twoCalls, { calls: { a: async () => 'a', b } }, { name: 'backup' });
  await (await engine.start(whole, null, { runId: DONE })).outcome;
  const called = Promise.withResolvers<void>();
  const a = async (): Promise<never> => {
    called.resolve();
    return await never();
  };
  const left = await engine.start(workflowOf(twoCalls, { calls: { a, b } }, { name: 'backup' }), null, {
    runId: OPEN,
  });
  await called.promise;
  left.stop();
  await left.outcome;
  await store.close();
});
afterAll(async () => await rm(folder, { recursive: true }));

const command = (args: readonly string[]): Promise<Ran> =>
  runCommand(folder, [...args, '--journal', join(folder, 'journal.sqlite')]);

const WHY = `run ${OPEN} of workflow backup: this command resumes only volume migrations. Resume it in the application that defines the workflow, or close it with volume-migrate give-up ${OPEN}`;

test('runs lists them with their workflow', async () => {
  const { stdout } = await command(['runs']);
  expect(stdout).toMatch(new RegExp(`^${OPEN} +workflow backup +interrupted +[\\d.]+ s +A$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^${DONE} +workflow backup +DONE +[\\d.]+ s +D$`, 'm'));
  const listed = JSON.parse((await command(['runs', '--json'])).stdout);
  expect(listed).toMatchObject([
    { runId: OPEN, workflow: 'backup', volumeId: null, parameters: null, status: null, endedAt: null },
    { runId: DONE, workflow: 'backup', volumeId: null, parameters: null, status: 'DONE' },
  ]);
});

test('resume says that it does not know the workflow', async () => {
  expect(await command(['resume', OPEN])).toEqual({ status: 2, stdout: '', stderr: `error: ${WHY}\n` });
  const { stdout } = await command(['resume', OPEN, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ status: 'FAILED', error: { name: 'EngineError', code: 'WorkflowUnknown', message: WHY } },
  });
});

test('resume --all skips them, and says why', async () => {
  const { status, stderr } = await command(['resume', '--all']);
  expect(stderr).toBe(`skipped ${WHY}\nno open migrations\n`);
  expect(status).toBe(0);
});

test('give-up closes one', async () => {
  const { status, stdout } = await command(['give-up', OPEN]);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: `run ${OPEN} was given up. Nothing in the cloud was changed.\nwhat it left is not known: run ${OPEN} is a run of workflow backup\n`,
  });
  expect((await command(['runs', '--unfinished'])).stderr).toBe('no open runs\n');
});
