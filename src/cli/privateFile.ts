// Writes files that only the user can read.
import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';

/** A file that the user named cannot be written. */
export class UnwritableFileError extends Error {
  override readonly name = 'UnwritableFileError';
  /** The system's, such as ENOENT. */
  readonly code: string;

  constructor(file: string, cause: NodeJS.ErrnoException) {
    const { code = '', message } = cause;
    super(`cannot write ${file}: ${WHY[code] ?? `${message}. Choose another file`}`, { cause });
    this.code = code;
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist. Create the folder, or choose another file',
  ENOTDIR: 'part of its path is not a folder. Choose another file',
  EISDIR: 'it is a folder. Give the name of a file',
  EACCES: 'you may not write there. Choose another file',
  EPERM: 'you may not make it private, because it belongs to another user. Choose another file',
  EROFS: 'the file system is read-only. Choose another file',
  ENOSPC: 'no space is left on the device. Free some, or choose a file elsewhere',
};

/**
 * Writes a file that only its owner can read (mode 0600), even if it existed before. Throws `UnwritableFileError`.
 */
export function writePrivateFile(file: string, text: string): void {
  try {
    writePrivately(file, text);
  } catch (error) {
    throw new UnwritableFileError(file, error as NodeJS.ErrnoException);
  }
}

function writePrivately(file: string, text: string): void {
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
