// Stops and starts single daemons of the real cloud.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Daemon = 'cinder-volume1' | 'cinder-volume2' | 'nova-api';

const script = async (name: string, ...args: string[]): Promise<void> =>
  void (await promisify(execFile)('bash', [join(import.meta.dirname, 'cloud', name), ...args]));

/** Asks it to end, and kills it if it has not ended after some seconds. */
export const stopDaemon = async (daemon: Daemon): Promise<void> => await script('down.sh', daemon);

/** Starts what is not running, and waits until everything is up. */
export const startDaemons = async (): Promise<void> => await script('up.sh');
