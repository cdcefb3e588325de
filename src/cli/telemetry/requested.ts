// Whether the environment configures OpenTelemetry.
import type { Environment } from '../../../services/config/environment.ts';

const ENDPOINTS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];
const EXPORTERS = ['OTEL_TRACES_EXPORTER', 'OTEL_METRICS_EXPORTER'];

/** The variable that asks for telemetry; null if none does, or OTEL_SDK_DISABLED is true. */
export function telemetryVariable(env: Environment): string | null {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return null;
  const set = (name: string): string => env[name]?.trim() ?? '';
  const endpoint = ENDPOINTS.find((name) => set(name) !== '');
  const exporter = EXPORTERS.find((name) => !['', 'none'].includes(set(name)));
  // Without an exporter, an endpoint receives nothing.
  const isOff = EXPORTERS.every((name) => set(name) === 'none');
  return isOff ? null : (endpoint ?? exporter ?? null);
}
