// Files that the command writes for its user alone.
import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';

/** Writes a file that only its owner can read (mode 0600), also where it was there before. Throws where it cannot be written. */
export function writePrivateFile(file: string, text: string): void {
  // What is in it stays until it is known that the file can be made private: it may be somebody else's.
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
