// The shipped units, as systemd reads them. threeHosts.deployment.ts runs their ExecStart lines.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Place, placed, shipped, write, writeCommand } from './hosts/shipped.ts';

const analyze = async (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  await promisify(execFile)('systemd-analyze', args);

let place: Place;

beforeAll(() => {
  place = { number: 1, folder: mkdtempSync(join(tmpdir(), 'volume-migrate-units-')), network: '127.4.7.' };
  writeCommand(place);
  write(placed('/etc/volume-migrate/worker.env', place), shipped('worker.env', place));
});

afterAll(() => rmSync(place.folder, { recursive: true }));

const hasSystemd = ((): boolean => {
  try {
    execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasSystemd).each(['restate-server.service', 'volume-migrate-worker.service'])(
  '%s',
  (name) => {
    const written = (): string => {
      const file = join(place.folder, name);
      write(file, shipped(`systemd/${name}`, place));
      return file;
    };

    test('is accepted by systemd without a warning', async () => {
      expect(await analyze('verify', '--man=no', written())).toEqual({ stdout: '', stderr: '' });
    });

    test('exposes little: systemd rates it below 2.5 of 10', async () => {
      await expect(analyze('security', '--offline=true', '--threshold=25', written())).resolves.toBeDefined();
    });
  },
);
