// Runs the command inside the test's own process, which saves the start of a process: one command at a time.
import process from 'node:process';
import { runProgram } from '../../src/cli/runProgram.ts';
import type { Ran } from './command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

let last: Promise<unknown> = Promise.resolve();

/** Runs the command to its end with this environment alone. For what a signal, a terminal or a stdin decides, start a process. */
export function runInProcess(args: readonly string[], env: Environment): Promise<Ran> {
  const ran = last.then(() => runAlone(args, env));
  last = ran.catch(() => undefined);
  return ran;
}

async function runAlone(args: readonly string[], env: Environment): Promise<Ran> {
  const { exitCode } = process;
  const putBack = withEnvironment(env);
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  try {
    process.exitCode = undefined;
    await runProgram(args);
    return { status: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.release();
    stderr.release();
    putBack();
    process.exitCode = exitCode;
  }
}

function withEnvironment(env: Environment): () => void {
  const before = { ...process.env };
  const set = (to: Environment): void => {
    for (const name of Object.keys(process.env)) if (to[name] === undefined) delete process.env[name];
    for (const [name, value] of Object.entries(to)) if (value !== undefined) process.env[name] = value;
  };
  set(env);
  return () => set(before);
}

function captured(stream: NodeJS.WriteStream): { text: () => string; release: () => void } {
  const written: string[] = [];
  const { write } = stream;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    written.push(Buffer.from(chunk as string).toString('utf8'));
    const done = rest.findLast((one) => typeof one === 'function');
    if (done !== undefined) process.nextTick(done as () => void);
    return true;
  }) as typeof write;
  return {
    text: () => written.join(''),
    release: () => {
      stream.write = write;
    },
  };
}
