// Starts OpenTelemetry's SDK as the variables OTEL_* configure it, for a process of the command.
import {
  context,
  type DiagLogger,
  DiagLogLevel,
  diag,
  metrics,
  propagation,
  trace,
} from '@opentelemetry/api';
import { type EngineHooks, hooksTold } from '../engine/hooks.ts';
import { printDirOnStderr } from './consoleOnStderr.ts';
import { createRunIdGenerator } from './idGenerator.ts';
import type { Sdk } from './loadSdk.ts';
import { createTelemetry } from './telemetry.ts';

/** The SDK, started. */
export interface StartedSdk {
  readonly hooks: EngineHooks;
  /** Exports what is left. Resolves to whether that took less than `timeoutMs`. It never rejects. */
  readonly stop: (timeoutMs: number) => Promise<boolean>;
}

/**
 * Starts the SDK.
 *
 * @param env Gets defaults where the user has set nothing: the service is called volume-migrate, and neither the command line nor the
 * user's name is exported.
 * @param onWarning Called for what the SDK warns of, unless OTEL_LOG_LEVEL says how it logs.
 */
export function startSdk(
  { NodeSDK }: Sdk,
  env: Record<string, string | undefined>,
  onWarning: (message: string) => void,
): StartedSdk {
  if (!/(^|,)\s*service\.name=/.test(env['OTEL_RESOURCE_ATTRIBUTES'] ?? ''))
    env['OTEL_SERVICE_NAME'] ??= 'volume-migrate';
  env['OTEL_NODE_RESOURCE_DETECTORS'] ??= 'env,host,serviceinstance';
  env['OTEL_LOGS_EXPORTER'] ??= 'none';
  if (env['OTEL_LOG_LEVEL'] === undefined)
    diag.setLogger(
      loggerFor((message) => onWarning(withoutSecrets(message, env))),
      DiagLogLevel.WARN,
    );
  const restoreConsole = printDirOnStderr();
  const sdk = new NodeSDK({ idGenerator: createRunIdGenerator() });
  sdk.start();
  return {
    hooks: createTelemetry(),
    stop: async (timeoutMs) => {
      const isStopped = await within(
        timeoutMs,
        hooksTold().then(async () => await sdk.shutdown()),
      );
      restoreConsole();
      for (const api of [trace, metrics, propagation, context, diag]) api.disable();
      return isStopped;
    },
  };
}

async function within(timeoutMs: number, work: Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, timeoutMs, false);
  work.then(
    () => resolve(true),
    () => resolve(true),
  );
  return await promise.finally(() => clearTimeout(timer));
}

function loggerFor(onWarning: (message: string) => void): DiagLogger {
  const ignore = (): void => {};
  return { error: onWarning, warn: onWarning, info: ignore, debug: ignore, verbose: ignore };
}

// The address of a receiver may hold a password, and headers a token: a message names their variables instead.
function withoutSecrets(message: string, env: Readonly<Record<string, string | undefined>>): string {
  const secret = Object.entries(env).filter(([name]) => /^OTEL_.*_(ENDPOINT|HEADERS)$/.test(name));
  return secret.reduce((text, [name, value = '']) => {
    const own = value.trim();
    return own.length < SHORTEST_SECRET ? text : text.replaceAll(own, `[${name}]`);
  }, message);
}

// A shorter value is part of other words.
const SHORTEST_SECRET = 8;
