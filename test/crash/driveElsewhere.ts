// Drives a course's run in a process of its own, which is killed at a point on its way.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ConnectionDropped } from '../../src/simulator/index.ts';
import { compileDriver } from './compileDriver.ts';
import { inWords, type KillPoint } from './killPoint.ts';
import { taskOf } from './task.ts';
import type { World } from './world.ts';

export const driver = await compileDriver();

/** How a driver starts and ends. */
export interface Drive {
  /**
   * Resumes the run, which is in the journal.
   * @default false
   */
  readonly resumes?: boolean;
  /** Where it is killed; nowhere if absent. */
  readonly killPoint?: KillPoint;
  /** Once it has recorded that many events. */
  readonly killAtEvent?: number;
}

/** Drives the run in another process until that ends or is killed. */
export async function driveElsewhere(
  world: World,
  { resumes = false, killPoint, killAtEvent }: Drive,
): Promise<{ readonly killed: boolean }> {
  const killAtRecord = killPoint?.at === 'record' ? killPoint : null;
  const task = { ...taskOf(world), resumes, killAtRecord, killAtEvent: killAtEvent ?? null };
  const child = fork(driver.file, [JSON.stringify(task)], {
    execArgv: ['--no-warnings'],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: driver.cache },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.on('message', (ms: number) => {
    world.clock.advance(ms);
    // A dead process receives nothing.
    child.send(world.clock.now(), () => undefined);
  });
  const complaints = text(child.stderr as Readable);
  const stopMeeting = meetRequests(world, child, killPoint ?? null);
  const [code, signal] = await once(child, 'close');
  stopMeeting();
  const killed = signal === 'SIGKILL';
  if (!killed && code !== 0) throw new Error(`the driver ended with ${code}: ${await complaints}`);
  return { killed };
}

// Kills the sender of the point's request. A dead process receives no response. Returns a function that ends this.
function meetRequests({ running }: World, child: ChildProcess, killPoint: KillPoint | null): () => void {
  const { cloud } = running;
  const { handle } = cloud;
  let count = 0;
  const killIf = async (n: number, when: KillPoint['when']): Promise<void> => {
    if (killPoint?.at !== 'request' || killPoint.n !== n || killPoint.when !== when) return;
    const dead = once(child, 'exit');
    child.kill('SIGKILL');
    await dead;
    throw new ConnectionDropped(inWords(killPoint));
  };
  cloud.handle = async (request) => {
    const n = count;
    count += 1;
    await killIf(n, 'before');
    const answer = await handle(request);
    await killIf(n, 'after');
    return answer;
  };
  return () => {
    cloud.handle = handle;
  };
}
