// A moment of the story.
import { useMemo } from 'preact/hooks';
import type { ChartStep } from '../../volumeMigrate/records.ts';
import type { MomentRow as Row } from '../story/rows.ts';
import { clock, count } from '../words/units.ts';
import { useDisclosure } from './disclosure.tsx';
import { Icon } from './icon.tsx';
import { Question } from './question.tsx';

interface MomentRowProps {
  readonly row: Row;
  /** The step of the page's position; null if the position is another moment. */
  readonly step: number | null;
  /** The address of the moment. */
  readonly href: string;
}

export function MomentRow({ row, step, href }: MomentRowProps) {
  const { moment, told, before } = row;
  const isHere = step !== null;
  const record = useDisclosure('record', `record ${moment.n} of the journal`);
  // A run of a thousand moments is rendered at every step: only what has changed may cost time.
  return useMemo(
    () => (
      <li
        class={`row row-${told.kind}${isHere ? ' is-here' : ''}`}
        aria-current={isHere ? 'step' : undefined}
      >
        <a class="time" href={href} tabIndex={-1} title={`Record ${moment.n}, ${moment.at}`}>
          {clock(moment.afterMs)}
        </a>
        <Icon name={told.kind} />
        <div class="body">
          <p>
            {told.text} {isHere && record.button}
          </p>
          {isHere && record.isShown && <pre>{JSON.stringify(moment.record, null, 2)}</pre>}
          <Steps steps={moment.steps} {...{ before, href }} at={step} />
        </div>
      </li>
    ),
    [moment, told.text, before, step, href, record.isShown],
  );
}

interface StepsProps {
  readonly steps: readonly ChartStep[];
  readonly before: string;
  readonly at: number | null;
  readonly href: string;
}

function Steps({ steps, before, at, href }: StepsProps) {
  return (
    <>
      {steps.map((step, index) =>
        step.guards.length === 0 ? null : isQuiet(step, before) && at === null ? (
          <a class="quiet-step" href={href} tabIndex={-1} key={step.state}>
            <Icon name="no" />
            {count(step.guards.length, 'question')}, answered no: nothing is decided yet
          </a>
        ) : (
          <ol class={`questions ${whenOf(index, at)}`} key={step.state}>
            {step.guards.map((asked) => (
              <Question asked={asked} isOpen={at !== null} key={asked.guard} />
            ))}
          </ol>
        ),
      )}
    </>
  );
}

function whenOf(index: number, at: number | null): string {
  if (at === null || index < at) return '';
  return index === at ? 'is-step' : 'is-later';
}

// A watch evaluates the same guards at every reading: as long as nothing follows, one line shows it.
const isQuiet = ({ guards, state }: ChartStep, before: string): boolean =>
  state === before && guards.every(({ answer }) => !answer);
