// OpenTelemetry's SDK as an application starts it, with a receiver of its own.
import process from 'node:process';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';

/** Starts the SDK. Returns a function that exports what is left and stops it. */
export function startApplicationSdk(
  url: string,
  configuration: Partial<NodeSDKConfiguration> = {},
): () => Promise<void> {
  const variables = {
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    ...{ OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
  };
  // The SDK reads them when it starts.
  Object.assign(process.env, variables);
  const sdk = new NodeSDK({ autoDetectResources: false, ...configuration });
  sdk.start();
  for (const name of Object.keys(variables)) delete process.env[name];
  return async () => {
    await sdk.shutdown();
    for (const api of [trace, metrics, propagation, context]) api.disable();
  };
}
