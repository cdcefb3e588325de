// Options that have no effect where workers drive the runs: they are refused, with the reason.
import { InvalidParametersError } from '../../errors.ts';
import type { InspectFlags } from '../inspection.ts';
import type { VerbosityFlags } from '../verbosity.ts';

const DRIVEN_ELSEWHERE =
  'workers drive the runs, not this process. To see them on a local page while they run, use --inspect';

/** Throws `InvalidParametersError`, which names every option that has no effect with `--store`, and why. */
export function refuseUnsupported(command: string, flags: InspectFlags & VerbosityFlags): void {
  const { inspect, inspectOrigin, verbose = false } = flags;
  const problems: (readonly [string, string])[] = [
    ...(inspect === 'stately' ? [['--inspect=stately', DRIVEN_ELSEWHERE] as const] : []),
    ...(inspectOrigin === undefined ? [] : [['--inspect-origin', DRIVEN_ELSEWHERE] as const]),
    ...(verbose
      ? [
          [
            '--verbose',
            'workers make the requests. To list those of a run, use: volume-migrate show RUN --store URL',
          ] as const,
        ]
      : []),
  ];
  if (problems.length === 0) return;
  throw new InvalidParametersError(
    problems.map(([option, why]) => `${command} --store does not support ${option}: ${why}`),
  );
}
