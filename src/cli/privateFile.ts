// Writes files that only the user can read.
import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that only its owner can read (mode 0600), even if it existed before. Throws if it cannot be
 * written.
 */
export function writePrivateFile(file: string, text: string): void {
  // Its content stays until it is certain that the file can be made private: it may belong to somebody else.
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    // A device or a pipe keeps its mode.
    if (fstatSync(descriptor).isFile()) {
      fchmodSync(descriptor, 0o600);
      ftruncateSync(descriptor);
    }
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
