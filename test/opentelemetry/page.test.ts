// docs/observability.md: its commands work as written, and print what it shows.
import { expect, test } from 'vitest';
import { codeIn } from '../docs/pages.ts';
import { tracedPlace } from './place.ts';

const PAGE = 'docs/observability.md';
const place = tracedPlace();

const [exported = '', printed = '', logged = ''] = codeIn(PAGE, 'sh').map((code) => code.trim());

/** The variables and the arguments of a command line. */
function parsed(line: string): { readonly env: Record<string, string>; readonly args: string[] } {
  const words = line.replaceAll("'", '').split(' ');
  const start = words.indexOf('volume-migrate');
  const env = Object.fromEntries(words.slice(0, start).map((word) => word.split('=') as [string, string]));
  return { env, args: words.slice(start + 1) };
}

test('the command that exports to a receiver, here that of the test', async () => {
  const [variable = '', line = ''] = exported.split('\n');
  expect(variable).toBe('export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318');
  const { status, stderr } = await place.command(...parsed(line).args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(place.receiver().spans().length).toBeGreaterThan(30);
});

test('the command that prints its spans', async () => {
  const { env, args } = parsed(printed);
  expect(Object.keys(env)).toEqual(['OTEL_TRACES_EXPORTER', 'OTEL_METRICS_EXPORTER']);
  // The first command has moved data1.
  const words = args.map((arg) => (arg === 'data1' ? 'data2' : arg));
  const { status, stderr } = await place.commandWith(env, ...words);
  expect(status).toBe(0);
  expect(stderr).toContain("name: 'run volumeMigrate'");
});

test('the command that logs: a line of the page has the fields of a line that is logged', async () => {
  const { status, stderr } = await place.command(...parsed(logged).args);
  expect(status).toBe(0);
  const shown = codeIn(PAGE, 'text').find((code) => code.startsWith('{"time"')) ?? '{}';
  const fields = (line: string): string[] => Object.keys(JSON.parse(line) as object);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line.includes('"getVolume"'));
  expect(lines.map(fields)).toEqual([fields(shown)]);
});
