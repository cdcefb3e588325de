// Keeps what Node has compiled of the command for its next start.
import { statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Uses a folder in the user's own cache. Whatever prevents it, the command runs without. */
export function useCompileCache(): void {
  const folder = cacheFolder();
  if (folder !== null) enableCompileCache(folder);
}

/**
 * `volume-migrate` below XDG_CACHE_HOME or ~/.cache; null if that may be someone else's folder: whoever can write to it
 * decides what the command does.
 */
function cacheFolder(): string | null {
  const { XDG_CACHE_HOME: given = '' } = process.env;
  try {
    // It throws for a user whom the system does not know, as in a container.
    const home = homedir();
    if (statSync(home).uid !== process.geteuid?.()) return null;
    return join(given.startsWith('/') ? given : join(home, '.cache'), 'volume-migrate');
  } catch {
    return null;
  }
}
