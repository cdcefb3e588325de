// The states that the run was in, and for how long.
import type { TimelinePhase } from '../../volumeMigrate/records.ts';
import type { RunAtPlace } from '../travel/useRun.ts';
import { tookMs } from '../words/standings.ts';
import { clock, duration } from '../words/units.ts';
import { useRoving } from './useRoving.ts';

interface PhasesProps {
  readonly run: RunAtPlace;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function Phases({ run: { head, phases, trail, goToState }, now }: PhasesProps) {
  const { ref, ...roving } = useRoving<HTMLTableSectionElement>('button', 'tr.is-here button');
  const tookInAll = tookMs(head, now);
  const lengthOf = ({ ms, afterMs }: TimelinePhase): number => Math.max(0, ms ?? tookInAll - afterMs);
  const longest = Math.max(1, ...phases.map(lengthOf));
  return (
    <table class="phases">
      <caption class="hidden">Phases of the run</caption>
      <thead>
        <tr>
          {['from', 'phase', 'took'].map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={ref} {...roving}>
        {phases.map((phase) => (
          <PhaseRow
            {...{ phase, longest, goToState }}
            lengthMs={lengthOf(phase)}
            isHere={phase.state === trail.state}
            isEnd={phase.ms === null && head.endedAt !== null}
            key={`${phase.state} ${phase.afterMs}`}
          />
        ))}
      </tbody>
    </table>
  );
}

interface PhaseRowProps extends Pick<RunAtPlace, 'goToState'> {
  readonly phase: TimelinePhase;
  readonly lengthMs: number;
  /** The duration of the longest phase in milliseconds. */
  readonly longest: number;
  readonly isHere: boolean;
  /** Whether the run ended in it: an end has no duration. */
  readonly isEnd: boolean;
}

const PhaseRow = ({ phase, lengthMs, longest, isHere, isEnd, goToState }: PhaseRowProps) => (
  <tr class={isHere ? 'is-here' : ''}>
    <td class="time">{clock(phase.afterMs)}</td>
    <td>
      <button type="button" class="quiet" tabIndex={-1} onClick={() => goToState(phase.state)}>
        {phase.description}
      </button>{' '}
      <code>{phase.state}</code>
      <i class="length" style={{ width: `${(100 * lengthMs) / longest}%` }} />
    </td>
    <td class="took">{isEnd ? '' : duration(lengthMs)}</td>
  </tr>
);
