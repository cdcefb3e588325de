// Where the Restate server for tests is installed. It is 225 MB, so `npm ci` does not install it: `npm run cluster:install` does.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Its `package.json` and lock file, which name its version and its checksums. */
export const MANIFEST = import.meta.dirname;

const { optionalDependencies } = JSON.parse(readFileSync(join(MANIFEST, 'package.json'), 'utf8')) as {
  optionalDependencies: Record<string, string>;
};
const PACKAGE = `@restatedev/restate-server-${process.platform}-${process.arch}`;
const VERSION = optionalDependencies[PACKAGE];

/** The folder that it is installed in: one for all checkouts, outside of them. */
export const INSTALLED = join(
  process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'volume-migrate-restate',
  VERSION ?? 'none',
);

/** The program. Throws if it is not installed, or not made for this machine. */
export function restateServer(): string {
  if (VERSION === undefined)
    throw new Error(`Restate is not made for ${process.platform} on ${process.arch}: use Linux or macOS`);
  const program = join(INSTALLED, 'node_modules', PACKAGE, 'bin', 'restate-server');
  if (!existsSync(program))
    throw new Error('the Restate server is not installed. To install it, run: npm run cluster:install');
  return program;
}
