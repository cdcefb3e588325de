// Starts the command as a child process that a test can signal while it runs, at a terminal if it needs one.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect } from 'vitest';
import { openSqliteStore, type RunSummary } from '../../src/index.ts';
import { INHERITED, MAIN, type Ran, withoutSlowSignIn } from './command.ts';

/** For a busy machine. */
export const PATIENCE = { timeout: 120_000, interval: 10 };

export interface Started {
  readonly child: ChildProcess;
  /** Everything printed so far; at a terminal both streams are in `stdout`. */
  readonly printed: () => Ran;
  readonly untilPrinted: (what: string | RegExp, stream?: 'stdout' | 'stderr') => Promise<void>;
  readonly ended: Promise<Ran>;
}

export interface Terminal {
  readonly columns: number;
}

// Runs a program at a new terminal of a given width, copies both ways, and ends with its exit status.
const PTY = `
import fcntl, os, pty, select, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, int(sys.argv[1]), 0, 0))
    os.execv(sys.argv[2], sys.argv[2:])
inputs = [fd, 0]
while True:
    ready, _, _ = select.select(inputs, [], [])
    try:
        if fd in ready:
            data = os.read(fd, 65536)
            if not data: break
            os.write(1, data)
        if 0 in ready:
            data = os.read(0, 65536)
            if data: os.write(fd, data)
            else: inputs.remove(0)
    except OSError:
        break
os.close(fd)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Whether this machine can make a terminal for a test. */
export const canMakeTerminal = (): boolean =>
  spawnSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0;

/** Starts the command on the cloud of a folder's clouds.yaml. */
export function startCommand(folder: string, args: readonly string[], terminal?: Terminal): Started {
  const own = [process.execPath, MAIN, ...args];
  const [program = '', ...rest] =
    terminal === undefined ? own : ['python3', '-c', PTY, String(terminal.columns), ...own];
  const child = spawn(program, rest, {
    env: {
      ...INHERITED,
      TERM: 'xterm',
      XDG_STATE_HOME: folder,
      OS_CLOUD: 'simulated',
      OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      out[name] += text;
    });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve)).then((status) => ({
    status,
    stdout: out.stdout,
    stderr: withoutSlowSignIn(out.stderr),
  }));
  return {
    child,
    printed: () => ({ status: child.exitCode, ...out }),
    untilPrinted: async (what, stream = 'stdout') => {
      const pattern = typeof what === 'string' ? expect.stringContaining(what) : expect.stringMatching(what);
      await expect.poll(() => out[stream], PATIENCE).toEqual(pattern);
    },
    ended,
  };
}

/** The runs of a journal, newest first. */
export async function runsIn(journal: string): Promise<readonly RunSummary[]> {
  const store = openSqliteStore(journal, { mode: 'read' });
  try {
    return await store.list();
  } finally {
    await store.close();
  }
}

/** The events that a run has recorded. */
export async function eventsOf(journal: string, runId: string): Promise<string[]> {
  const store = openSqliteStore(journal, { mode: 'read' });
  try {
    const entries = await store.read(runId);
    return entries.flatMap(({ record }) => (record.kind === 'event' ? [record.event.type] : []));
  } finally {
    await store.close();
  }
}
