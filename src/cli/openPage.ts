// How the commands inspect and plan keep a page open: until Ctrl-C.
import { readFileSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isOfflinePage } from '../inspector/page.ts';
import type { Inspector } from '../inspector/server.ts';
import { interrupted } from './interruptions.ts';
import { say, sayError } from './output.ts';
import { writePrivateFile } from './privateFile.ts';

/** Prints the address of an inspector, and closes it after Ctrl-C. `what`: what the page shows. */
export async function serveUntilInterrupted({ url, close }: Inspector, what: string): Promise<void> {
  say(url);
  sayError(
    `Open this address in a browser on this machine. Anyone who has it can see the ${what}. Press Ctrl-C to stop.`,
  );
  await interrupted();
  await close();
}

/** The port that `--port` names; 0 for any free one. */
export function portOf(text = '0'): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new Error(`--port: expected a port from 0 to 65535, got ${text}`);
}

/** Writes a page that opens offline, and says where. */
export function writePage(file: string, html: string): void {
  writePrivateFile(file, html);
  sayError(`wrote ${resolve(file)}`);
}

/**
 * Throws if the file is anything but a page of an earlier run of this command: the file that is shown, `source`, for
 * instance.
 */
export function checkReplaceable(file: string, source: string): void {
  const there = statOf(file);
  // A device or a pipe has no content that could be lost.
  if (there === null || !there.isFile()) return;
  const read = statOf(source);
  if (read?.ino === there.ino && read.dev === there.dev)
    throw new Error(`--html: ${file} is the file that is shown. Choose another file`);
  if (there.size === 0 || isOfflinePage(readFileSync(file, 'utf8'))) return;
  throw new Error(
    `--html: ${file} exists, and inspect did not write it. It was left unchanged. Choose another file, or delete this one first`,
  );
}

function statOf(name: string): Stats | null {
  try {
    return statSync(name);
  } catch {
    return null;
  }
}
