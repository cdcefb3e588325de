// Telemetry that cannot be exported neither fails nor delays a migration.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { expect, test } from 'vitest';
import { telemetryVariable } from '../../src/cli/telemetry/requested.ts';
import { joinHooks } from '../../src/engine/joinHooks.ts';
import type { Outcome } from '../../src/index.ts';
import { MAIN, runAsProcess, SOURCE } from '../cli/command.ts';
import { tracedPlace } from './place.ts';

const place = tracedPlace();

const move = (): string[] => [
  ...['run', place.detached(), '--migration-type', 'migrate', '--destination-node', 'node2@alpha#alpha'],
  ...['--json', '--quiet'],
];
const to = (url: string) => ({ ...place.receiver().env, OTEL_EXPORTER_OTLP_ENDPOINT: url });
const statusIn = (stdout: string): string => (JSON.parse(stdout) as Outcome).status;

test('a receiver that is not there: the run succeeds, and one line on standard error says so', async () => {
  const { status, stdout, stderr } = await place.commandWith(to('http://127.0.0.1:9'), ...move());
  expect({ status, of: statusIn(stdout) }).toEqual({ status: 0, of: 'SUCCEEDED' });
  expect(stderr).toMatch(/^telemetry could not be exported: .*\. Runs are not affected\. .*\n$/);
});

test('the console exporters print to standard error: standard output has only the outcome', async () => {
  const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'console' };
  const { status, stdout, stderr } = await runAsProcess(place.folder(), move(), env, [
    process.execPath,
    SOURCE,
  ]);
  expect({ status, of: statusIn(stdout) }).toEqual({ status: 0, of: 'SUCCEEDED' });
  expect(stderr).toContain("name: 'run volumeMigrate'");
  expect(stderr).toMatch(/descriptor: \{\n +name: '/);
});

test('a receiver that never responds: the command ends all the same, with the status of the run', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  // OpenTelemetry itself would wait for an hour.
  const env = { ...to(url), OTEL_EXPORTER_OTLP_TIMEOUT: '3600000' };
  const { status, stdout } = await runAsProcess(place.folder(), move(), env, [process.execPath, SOURCE]);
  expect({ status, of: statusIn(stdout) }).toEqual({ status: 0, of: 'SUCCEEDED' });
  silent.closeAllConnections();
  silent.close();
});

// Node finds no such package.
const WITHOUT_SDK = `import { registerHooks } from 'node:module';
registerHooks({
  resolve(name, context, next) {
    if (name !== '@opentelemetry/sdk-node') return next(name, context);
    throw Object.assign(new Error('planted'), { code: 'ERR_MODULE_NOT_FOUND' });
  },
});`;

test('without the SDK, one line says what to install, and the run goes on', async () => {
  const hiding = `data:text/javascript,${encodeURIComponent(WITHOUT_SDK)}`;
  const program = [process.execPath, '--import', hiding, MAIN] as const;
  const env = to('http://127.0.0.1:9');
  const { status, stdout, stderr } = await runAsProcess(place.folder(), move(), env, program);
  expect({ status, of: statusIn(stdout) }).toEqual({ status: 0, of: 'SUCCEEDED' });
  expect(stderr).toBe(
    'OTEL_EXPORTER_OTLP_ENDPOINT is set, but @opentelemetry/sdk-node is not installed: nothing is exported. To install it beside volume-migrate, run: npm install @opentelemetry/sdk-node @opentelemetry/api\n',
  );
});

test.each([
  [{}, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_SDK_DISABLED: 'TRUE' }, null],
  [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://a' }, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, 'OTEL_TRACES_EXPORTER'],
  [{ OTEL_TRACES_EXPORTER: 'none' }, null],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    null,
  ],
])('the environment %j asks for telemetry with %s', (env, variable) => {
  expect(telemetryVariable(env)).toBe(variable);
});

test('an observer that throws does not end the others', () => {
  const heard: string[] = [];
  const fail = (): never => {
    throw new Error('planted');
  };
  const { onTransition } = joinHooks({ onTransition: fail }, undefined, {
    onTransition: ({ to: state }) => heard.push(state),
  });
  for (const state of ['a', 'b'])
    onTransition?.({ runId: 'r', workflow: 'w', event: 'e', from: null, to: state });
  expect(heard).toEqual(['a', 'b']);
});
