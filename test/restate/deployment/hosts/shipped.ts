// The files of docs/cluster/ as a test runs them: only addresses and folders are replaced.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { restateServer } from '../../server/binary.ts';

export const SHIPPED = join(import.meta.dirname, '../../../../docs/cluster');
const MAIN = join(import.meta.dirname, '../../../../src/cli/main.ts');

/** Where a host of a test is. */
export interface Place {
  /** 1, 2 or 3. */
  readonly number: number;
  /** The host's own folder. */
  readonly folder: string;
  /** What this test's addresses begin with, such as `127.4.7.`. */
  readonly network: string;
}

/** The address of a host that the others reach: 10.0.0.11 in the shipped files. */
export const addressOf = ({ network, number }: Pick<Place, 'network' | 'number'>): string =>
  `${network}${10 + number}`;

/** The address of a host that only its own processes reach: 127.0.0.1 in the shipped files. */
export const loopbackOf = ({ network, number }: Pick<Place, 'network' | 'number'>): string =>
  `${network}${20 + number}`;

/** The address of the workers that Restate knows: the same on all hosts, each with an HAProxy of its own. */
export const workersOf = ({ network }: Pick<Place, 'network'>): string => `${network}1`;

/** A shipped file, with the addresses and folders of a host. */
export function shipped(file: string, place: Place): string {
  return placed(readFileSync(join(SHIPPED, file), 'utf8'), place);
}

/** A text with the addresses and folders of a host. */
export const placed = (text: string, place: Place): string =>
  replacements(place).reduce((done, [from, to]) => done.replaceAll(from, to), text);

const replacements = (place: Place): readonly (readonly [string, string])[] => [
  ['127.0.0.1:9080', `${workersOf(place)}:9080`],
  ['127.0.0.1', loopbackOf(place)],
  ...[1, 2, 3].map((number) => [`10.0.0.1${number}`, addressOf({ ...place, number })] as const),
  ['/run/credentials/restate-server.service', credentialsFolder('restate-server', place)],
  ['/etc/', `${place.folder}/etc/`],
  ['/var/lib/restate', join(place.folder, 'data')],
  ['/usr/local/bin/restate-server', restateServer()],
  ['/usr/local/bin/volume-migrate', join(place.folder, 'volume-migrate')],
  // Only root can become another user, and give up the rest of the file system.
  ...(process.getuid?.() === 0
    ? []
    : ([
        ['    user haproxy\n', ''],
        ['    group haproxy\n', ''],
        ['    chroot /var/lib/haproxy\n', ''],
      ] as const)),
];

/** Where systemd puts the credentials of a service: `%d` in its unit. */
export const credentialsFolder = (service: string, { folder }: Place): string =>
  join(folder, 'credentials', service);

/** Writes a file with its folders, readable by this user alone. */
export function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
}

/** Writes the program that the unit of a worker names: the command from its sources. */
export function writeCommand(place: Place): void {
  const file = placed('/usr/local/bin/volume-migrate', place);
  write(file, `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`);
  chmodSync(file, 0o700);
}
