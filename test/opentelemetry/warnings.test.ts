// What OpenTelemetry warns of names the variables that may hold secrets, never their values.
import process from 'node:process';
import { expect, test } from 'vitest';
import { loadSdk } from '../../src/opentelemetry/loadSdk.ts';
import { startSdk } from '../../src/opentelemetry/sdk.ts';

const CANARY = 'canary-5f0c';

test('an address that cannot be parsed is not printed: it may hold a password', async () => {
  const sdk = await loadSdk();
  if (sdk === null) throw new Error('the SDK is not installed');
  const warnings: string[] = [];
  // The SDK reads the environment of the process.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `https://user:${CANARY} @receiver of telemetry`;
  process.env['OTEL_METRICS_EXPORTER'] = 'none';
  const { stop } = startSdk(sdk, process.env, (message) => warnings.push(message));
  await stop(1);
  expect(warnings.join()).toContain("URL: '[OTEL_EXPORTER_OTLP_ENDPOINT]'");
  expect(warnings.join()).not.toContain(CANARY);
});
