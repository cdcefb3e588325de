// The run at a glance: its goal, its status, and why.
import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import { exportAddress } from '../data/live.ts';
import { isPlanHead } from '../plan/planAt.ts';
import type { RunAtPlace } from '../travel/useRun.ts';
import { titleOfHead } from '../words/runs.ts';
import { type Standing, standingInWords, standingOfHead, statusOf, tookMs } from '../words/standings.ts';
import { stateInWords, workflowOf } from '../words/states.ts';
import { duration } from '../words/units.ts';
import { Copy } from './copy.tsx';
import { Icon, STANDING_ICONS } from './icon.tsx';
import { Outcome } from './outcome.tsx';
import { useTypeNames } from './typeNames.ts';

interface HeaderProps {
  readonly run: RunAtPlace;
  readonly listed: InspectedRun | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether the run is embedded in a file: then there is no server that could save it. */
  readonly isFile: boolean;
}

export function Header({ run, listed, now, isFile }: HeaderProps) {
  const { head, href, goToFailure } = run;
  const standing = standingOfHead(head, listed);
  return (
    <header class={`head standing-${standing}`}>
      <div class="title">
        <p class="badge">
          <Icon name={STANDING_ICONS[standing]} />
          {standingInWords(standing, statusOf(head))}
        </p>
        <h1>{titleOfHead(head, useTypeNames())}</h1>
        <span class="took">{standing === 'LEFT' ? '' : duration(tookMs(head, now))}</span>
        <Actions runId={head.runId} {...{ href, isFile }} />
      </div>
      <State {...{ run, listed, standing, now }} />
      {goToFailure !== null && (
        <button type="button" class="quiet" onClick={goToFailure}>
          <Icon name="ask" />
          see where it failed
        </button>
      )}
    </header>
  );
}

interface ActionsProps {
  readonly runId: string;
  readonly href: string;
  readonly isFile: boolean;
}

const Actions = ({ runId, href, isFile }: ActionsProps) => (
  <div class="actions">
    <Copy text={() => new URL(href, location.href).href} what="link to this moment">
      <span>Copy link</span>
    </Copy>
    {!isFile && (
      <a class="button" href={exportAddress(runId)}>
        <Icon name="save" />
        <span>Save as file</span>
      </a>
    )}
  </div>
);

interface StateProps extends Pick<HeaderProps, 'run' | 'listed' | 'now'> {
  readonly standing: Standing;
}

/** How the run has ended, or what it is doing. A run of another workflow has its output among its parameters. */
function State(props: StateProps) {
  const { head } = props.run;
  if (head.endedAt === null || head.result === null) return <Doing {...props} />;
  return 'workflow' in head ? null : <Outcome result={head.result} />;
}

/** What a run without an outcome is doing, or would do if a process drove it. */
function Doing({ run: { head, phases, moments }, listed, standing, now }: StateProps) {
  const { runId, startedAt, endedAt } = head;
  // Of a run of another workflow only the list knows the state.
  const state = head.state || (listed?.state ?? 'started');
  const description = stateInWords(workflowOf(head), state);
  const last = moments.at(-1)?.record;
  if (last?.kind === 'givenUp') return <p class="doing">{last.why}</p>;
  if (endedAt !== null) return null;
  if (standing === 'LEFT' && 'workflow' in head && !isPlanHead(head))
    return (
      <p class="doing">
        {description}, when its process went: the application that defines its workflow can resume it.
      </p>
    );
  if (standing === 'LEFT') {
    return (
      <p class="doing">
        {description}, when its process went: <code>volume-migrate resume {runId.slice(0, 8)}</code> goes on
        with it.
      </p>
    );
  }
  const sinceMs = now - Date.parse(startedAt) - (phases.at(-1)?.afterMs ?? 0);
  return (
    <p class="doing">
      {description}
      <span class="took">for {duration(Math.max(0, sinceMs))}</span>
    </p>
  );
}
