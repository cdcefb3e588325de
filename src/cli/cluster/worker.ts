// volume-migrate worker: drives the runs that Restate sends to this host.
import { InvalidParametersError } from '../../errors.ts';
import { registerWorkers } from '../../restate/engine/admin.ts';
import type { EngineWorker } from '../../restate/engine/worker.ts';
import { adminOf, startWorker } from '../../restate/worker.ts';
import { millisecondsIn, notADuration } from '../durationFlag.ts';
import { EXIT } from '../exit.ts';
import { interrupted } from '../interruptions.ts';
import { say, sayError } from '../output.ts';
import { sayRefusal } from '../refuse.ts';
import { telemetryHooks } from '../telemetry/telemetry.ts';
import { attempt, unusable } from '../unusable.ts';
import { storeToken } from './storeToken.ts';

export interface WorkerFlags {
  readonly ingress: string;
  readonly admin?: string;
  readonly listen: string;
  readonly register?: string | true;
  readonly identityKey?: readonly string[];
  readonly keep: string;
}

/** Drives runs until it is interrupted; other workers then continue them. Returns the exit status. */
export async function worker(flags: WorkerFlags): Promise<number> {
  const started = await attempt(() => start(readFlags(flags)));
  if (!started.ok) {
    sayRefusal(unusable([started]));
    return EXIT.unusable;
  }
  const { running, where } = started.value;
  say(where);
  await interrupted();
  await running.close();
  return EXIT.succeeded;
}

interface ReadFlags {
  readonly ingress: URL;
  readonly admin: URL;
  readonly host: string;
  readonly port: number;
  readonly register: URL | 'own' | null;
  readonly identityKeys: readonly string[];
  readonly retentionMs: number;
}

async function start(flags: ReadFlags): Promise<{ readonly running: EngineWorker; readonly where: string }> {
  const { ingress, admin, host, port, register, identityKeys, retentionMs } = flags;
  const options = { ingress, ...storeToken(), admin, host, port, identityKeys, retentionMs };
  const running = await startWorker({ ...options, hooks: telemetryHooks(), onWarning: sayError });
  const own = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${running.port}`);
  if (register !== null)
    await registerWorkers(admin, register === 'own' ? own : register).catch(async (error: Error) => {
      // A worker that listens would keep the process.
      await running.close();
      throw error;
    });
  return { running, where: `worker on ${own.href} for Restate at ${ingress.href}` };
}

/** The options of a worker. Throws `InvalidParametersError`, which names every problem. */
export function readFlags(flags: WorkerFlags): ReadFlags {
  const faults: string[] = [];
  const urlIn = (flag: string, text: string): URL => {
    const url = URL.parse(text);
    if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url;
    faults.push(`${flag}: expected a URL such as http://127.0.0.1:8080, got ${text}`);
    return new URL('http://127.0.0.1');
  };
  const ingress = urlIn('--ingress', flags.ingress);
  const admin = flags.admin === undefined ? adminOf(ingress) : urlIn('--admin', flags.admin);
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(flags.listen) ?? [];
  if (host === '' || Number(port) > 65_535)
    faults.push(`--listen: expected HOST:PORT, such as 127.0.0.1:9080, got ${flags.listen}`);
  const registered = typeof flags.register === 'string' ? urlIn('--register', flags.register) : null;
  const { identityKey: identityKeys = [] } = flags;
  for (const key of identityKeys)
    if (!key.startsWith('publickeyv1_'))
      faults.push(`--identity-key: expected a public key of Restate, publickeyv1_…, got ${key}`);
  const retentionMs = millisecondsIn(flags.keep);
  if (retentionMs === null) faults.push(notADuration('--keep', flags.keep));
  if (faults.length > 0) throw new InvalidParametersError(faults);
  return {
    ...{ ingress, admin, host: host.replace(/^\[|\]$/g, ''), port: Number(port), identityKeys },
    ...{ register: flags.register === true ? 'own' : registered, retentionMs: retentionMs ?? 0 },
  };
}
