// Loads OpenTelemetry's SDK for Node, which only the command needs, and only where it is configured.

export type Sdk = typeof import('@opentelemetry/sdk-node');

// In parts, so that no bundler takes the SDK into a bundle: it is optional.
const SDK = ['@opentelemetry', 'sdk-node'].join('/');

/** The SDK; null if it is not installed. Rejects if it cannot be loaded. */
export async function loadSdk(): Promise<Sdk | null> {
  try {
    return (await import(/* @vite-ignore */ SDK)) as Sdk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}
