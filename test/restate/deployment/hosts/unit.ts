// A shipped unit of systemd, started without systemd: its ExecStart, with its environment and its credentials.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Service, startService } from './service.ts';
import { credentialsFolder, type Place, shipped } from './shipped.ts';

/** Starts the service of a unit, as systemd does. `name`: of its file, without `.service`. */
export async function startUnit(
  name: string,
  place: Place,
  isReady: (service: Service) => Promise<boolean>,
): Promise<Service> {
  const unit = shipped(`systemd/${name}.service`, place);
  const folder = credentialsFolder(name, place);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const credential of settingsOf(unit, 'LoadCredential')) {
    const [id = '', file = ''] = credential.split(/:(.*)/s);
    copyFileSync(file, join(folder, id));
  }
  const env = Object.fromEntries([
    ...settingsOf(unit, 'Environment').map(pairOf),
    ...settingsOf(unit, 'EnvironmentFile').flatMap((file) => pairsIn(readFileSync(file, 'utf8'))),
  ]);
  const [command = ''] = settingsOf(unit, 'ExecStart');
  const words = command.split(' ').map((word) => word.replace(/\$\{(\w+)\}/g, (_, key) => env[key] ?? ''));
  const values = Object.entries(env).map(([key, value]) => [key, value.replaceAll('%d', folder)]);
  return await startService(words, Object.fromEntries(values), isReady);
}

/** The values of a setting in a unit. */
export const settingsOf = (unit: string, key: string): string[] =>
  unit
    .split('\n')
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));

const pairsIn = (text: string): [string, string][] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(pairOf);

function pairOf(line: string): [string, string] {
  const [key = '', value = ''] = line.split(/=(.*)/s);
  return [key, value];
}
