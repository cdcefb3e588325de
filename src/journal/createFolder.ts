// Creates the folder of a journal file.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and its missing parents, accessible to the owner only (mode 0700). An existing folder
 * stays as it is. Throws if one cannot be created. Does not use the option `recursive` of `mkdirSync`, which
 * never returns if the system reports that the parent folder is missing although it exists, as below /proc.
 */
export function createFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(folder);
  if (above !== folder) createFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process created it first.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
