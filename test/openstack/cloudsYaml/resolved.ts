// How both sides read a case, in one form.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CloudConfig, loadCloudConfig } from '../../../services/index.ts';
import type { Case } from './case.ts';
import type { Answer } from './openstacksdk.ts';

export interface Resolved {
  readonly authUrl: string;
  readonly auth: unknown;
  readonly region: string | null;
  readonly verify: boolean;
  readonly cacert: string | null;
  readonly cert: readonly string[] | null;
  /** In seconds. */
  readonly timeout: number | null;
  readonly endpoints: Readonly<Record<string, unknown>>;
}

/** How volume-migrate reads a case; paths with `$DIR` again. */
export async function askOurselves({ files, env = {}, cloud, region }: Case): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'clouds-yaml-'));
  const inFolder = (text: string) => text.replaceAll('$DIR', folder);
  for (const name of ['cwd', 'home']) mkdirSync(join(folder, name));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), inFolder(text));
  }
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, inFolder(value)]));
  try {
    const config = await loadCloudConfig({
      ...{ cloud, region, env: variables },
      ...{ cwd: join(folder, 'cwd'), home: join(folder, 'home') },
    });
    return { config: JSON.parse(JSON.stringify(resolved(config)).replaceAll(folder, '$DIR')) };
  } catch (error) {
    return { error: String((error as Error).message).replaceAll(folder, '$DIR') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function resolved(config: CloudConfig): Resolved {
  const { authUrl, auth, regionName, verify, cacert, clientCertificate, timeoutMs, endpoints } = config;
  return {
    ...{ authUrl, region: regionName, verify, cacert },
    auth: revealed(auth),
    cert: clientCertificate === null ? null : [clientCertificate.cert, clientCertificate.key],
    timeout: timeoutMs === null ? null : timeoutMs / 1000,
    endpoints: Object.fromEntries(
      Object.entries(endpoints).map(([service, { regionName: own, regionFrom: _, ...rest }]) => [
        service,
        { ...rest, region: own, serviceType: rest.serviceType ?? USUAL_TYPES[service] },
      ]),
    ),
  };
}

const USUAL_TYPES: Readonly<Record<string, string>> = {
  volume: 'block-storage',
  compute: 'compute',
  identity: 'identity',
};

const revealed = (auth: CloudConfig['auth']): unknown =>
  Object.fromEntries(
    Object.entries(auth).map(([key, value]) => [key, hasSecret(value) ? value.reveal() : value]),
  );

const hasSecret = (value: unknown): value is { reveal: () => string } =>
  typeof value === 'object' && value !== null && 'reveal' in value;

/**
 * The form in which results are compared: Keystone's address without its version, which each side finds by
 * itself.
 */
export function comparable(answer: Answer): unknown {
  if ('error' in answer) return 'refused';
  const { authUrl, ...rest } = answer.config;
  return { ...rest, authUrl: authUrl.replace(/\/+$/, '').replace(/\/v(2\.0|3)$/, '') };
}
