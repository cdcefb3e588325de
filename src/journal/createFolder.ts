// Creates the folder that a file of the journal's lies in.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder, and those above it, for its owner alone (mode 0700). One that is there stays as it is. Throws where one
 * cannot be created. Not by the option `recursive` of `mkdirSync`, which never ends where the system denies that the folder above is there
 * although it is, as below /proc.
 */
export function createFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(folder);
  if (above !== folder) createFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
