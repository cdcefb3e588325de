// npm run cluster:install: installs the Restate server for tests, without running any script of a package.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { INSTALLED, MANIFEST, restateServer } from './binary.ts';

const isInstalled = (): boolean => {
  try {
    return restateServer() !== '';
  } catch {
    return false;
  }
};

if (!isInstalled()) {
  mkdirSync(INSTALLED, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(MANIFEST, file), join(INSTALLED, file));
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    ...{ cwd: INSTALLED, stdio: ['ignore', 'ignore', 'inherit'] },
  });
}
process.stdout.write(`${restateServer()}\n`);
