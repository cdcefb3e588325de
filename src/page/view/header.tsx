// The run at a glance: its goal, its status, and why.
import type { MigrationSummary } from '../../volumeMigrate/runSummary.ts';
import { exportAddress } from '../data/live.ts';
import type { RunAtPlace } from '../travel/useRun.ts';
import { STANDINGS, type Standing, standingOfHead, titleOf, tookMs } from '../words/runs.ts';
import { duration } from '../words/units.ts';
import { Copy } from './copy.tsx';
import { Icon, STANDING_ICONS } from './icon.tsx';
import { Outcome } from './outcome.tsx';

interface HeaderProps {
  readonly run: RunAtPlace;
  readonly listed: MigrationSummary | undefined;
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
          {STANDINGS[standing]}
        </p>
        <h1>{titleOf(head.input.parameters)}</h1>
        <span class="took">{standing === 'LEFT' ? '' : duration(tookMs(head, now))}</span>
        <Actions runId={head.runId} {...{ href, isFile }} />
      </div>
      {head.result === null ? <Doing {...{ run, standing, now }} /> : <Outcome result={head.result} />}
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

interface DoingProps extends Pick<HeaderProps, 'run' | 'now'> {
  readonly standing: Standing;
}

/** What a run without an outcome is doing, or would do if a process drove it. */
function Doing({ run: { head, phases, moments }, standing, now }: DoingProps) {
  const { runId, state, startedAt } = head;
  const description = STATE_DESCRIPTIONS[state] ?? state;
  const last = moments.at(-1)?.record;
  if (last?.kind === 'givenUp') return <p class="doing">{last.why}</p>;
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
