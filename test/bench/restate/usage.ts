// Processor time and peak memory of other processes: read in /proc, on Linux alone.
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** The processor time that a process has used, in seconds. */
export function processorSeconds(pid: number): number {
  // Its name, in parentheses, may contain spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The most memory that a process has had, in MiB. */
export function peakMib(pid: number): number {
  const [, kib = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/** What a piece of work costs a process. */
export interface Usage {
  readonly processorSeconds: number;
  readonly peakMib: number;
}

/** Measures the processor time of processes from now on; `peakMib` is since their start. */
export function measureUsage(pids: readonly number[]): () => Usage[] {
  const before = pids.map(processorSeconds);
  return () =>
    pids.map((pid, index) => ({
      processorSeconds: processorSeconds(pid) - (before[index] ?? 0),
      peakMib: peakMib(pid),
    }));
}
