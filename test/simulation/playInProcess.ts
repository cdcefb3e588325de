// Plays a part of a simulation in a process of its own.
import { fork } from 'node:child_process';

/** Resolves once the program has played the part. `take`: receives its reports. Rejects if it ends in another way. */
export function playInProcess<Report>(
  program: string,
  part: { readonly [name: string]: unknown },
  take: (report: Report) => void,
): Promise<void> {
  const worker = fork(program);
  worker.send(part);
  worker.on('message', (report) => take(report as Report));
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a process that played ${JSON.stringify(part)} ended with ${code}`));
    });
  });
}
