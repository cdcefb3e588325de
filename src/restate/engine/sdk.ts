// Loads the SDK of Restate, which only workers need.
import { VolumeMigrateError } from '../../../machines/volumeMigrateError.ts';

export type Sdk = typeof import('@restatedev/restate-sdk');

/** The SDK of Restate is not installed. */
export class RestateSdkMissingError extends VolumeMigrateError {
  override readonly name = 'RestateSdkMissingError';
  readonly code = 'RestateSdkMissing';

  constructor(cause: unknown) {
    super(
      'a worker needs the package @restatedev/restate-sdk. To install it beside volume-migrate, run: npm install @restatedev/restate-sdk',
      { cause },
    );
  }
}

/** Loads the SDK. Rejects with `RestateSdkMissingError` if it is not installed. */
export async function loadSdk(load: () => Promise<Sdk> = importSdk): Promise<Sdk> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND')
      throw new RestateSdkMissingError(error);
    throw error;
  }
}

const importSdk = async (): Promise<Sdk> => await import('@restatedev/restate-sdk');
