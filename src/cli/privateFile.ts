// Files that the command writes for its user alone.
import { closeSync, fchmodSync, fstatSync, openSync, writeFileSync } from 'node:fs';

/** Writes a file that only its owner can read (mode 0600), also where it was there before. Throws where it cannot be written. */
export function writePrivateFile(file: string, text: string): void {
  const descriptor = openSync(file, 'w', 0o600);
  try {
    // Before anything is in it. A device or a pipe keeps its mode.
    if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
