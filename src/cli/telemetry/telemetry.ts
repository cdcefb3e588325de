// Exports the runs of this process through OpenTelemetry, if the variables OTEL_* configure it.
import process from 'node:process';
import type { EngineHooks } from '../../engine/hooks.ts';
import { joinHooks } from '../../engine/joinHooks.ts';
import type { StartedSdk } from '../../opentelemetry/sdk.ts';
import { sayError } from '../output.ts';
import { logHooks } from './log.ts';
import { telemetryVariable } from './requested.ts';

const INSTALL = 'npm install @opentelemetry/sdk-node @opentelemetry/api';
// How long a command waits for the receiver at its end.
const FLUSH_MS = 3_000;

interface Started {
  readonly sdk: StartedSdk;
  /** Says so the first time. */
  readonly warn: (message: string) => void;
}

let started: Started | null = null;

/** The hooks that export and log the runs of this process, as configured. */
export const telemetryHooks = (): EngineHooks => joinHooks(started?.sdk.hooks, logHooks());

/** Starts to export, if the environment says so. If that fails, one line on standard error says why: runs do not depend on it. */
export async function startTelemetry(): Promise<void> {
  const variable = telemetryVariable(process.env);
  if (variable === null || started !== null) return;
  try {
    const { loadSdk } = await import('../../opentelemetry/loadSdk.ts');
    const sdk = await loadSdk();
    if (sdk === null) return notInstalled(variable);
    const { startSdk } = await import('../../opentelemetry/sdk.ts');
    const warn = once(sayNotExported);
    started = { sdk: startSdk(sdk, process.env, warn), warn };
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    sayError(`${variable} is set, but OpenTelemetry could not be started: ${message}. Nothing is exported`);
  }
}

/** Exports what is left, for a limited time. Resolves to false if the receiver has not accepted all of it by then. */
export async function stopTelemetry(): Promise<boolean> {
  if (started === null) return true;
  const { sdk, warn } = started;
  started = null;
  const isFlushed = await sdk.stop(FLUSH_MS);
  if (!isFlushed) warn(`the receiver did not accept everything within ${FLUSH_MS / 1000} seconds`);
  return isFlushed;
}

const notInstalled = (variable: string): void =>
  sayError(
    `${variable} is set, but @opentelemetry/sdk-node is not installed: nothing is exported. To install it beside volume-migrate, run: ${INSTALL}`,
  );

const sayNotExported = (message: string): void =>
  sayError(
    `telemetry could not be exported: ${message.slice(0, 300)}. Runs are not affected. To see each error, set OTEL_LOG_LEVEL=warn`,
  );

function once(say: (message: string) => void): (message: string) => void {
  let isSaid = false;
  return (message) => {
    if (isSaid) return;
    isSaid = true;
    say(message);
  };
}
