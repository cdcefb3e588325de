// One run: its status, the player, its story, and the views beside it.
import { useRef } from 'preact/hooks';
import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import type { InspectedHead } from '../../inspector/inspectedTimeline.ts';
import type { Shown } from '../data/shown.ts';
import { isPlanHead } from '../plan/planAt.ts';
import type { Address } from '../travel/address.ts';
import { childrenOf } from '../travel/childRuns.ts';
import { useKeys } from '../travel/useKeys.ts';
import { type RunAtPlace, useRun } from '../travel/useRun.ts';
import { standingOfHead } from '../words/standings.ts';
import type { TypeNames } from '../words/typeNames.ts';
import { About } from './about.tsx';
import { Announcer } from './announcer.tsx';
import { Calls } from './calls.tsx';
import { Chart } from './chart.tsx';
import { Header } from './header.tsx';
import { Observed } from './observed.tsx';
import { Phases } from './phases.tsx';
import { Plan } from './plan.tsx';
import { Player } from './player.tsx';
import { RecordedAbout } from './recordedAbout.tsx';
import { RunItems } from './runItems.tsx';
import { Story } from './story.tsx';
import { type Tab, Tabs } from './tabs.tsx';

interface RunProps {
  readonly head: InspectedHead;
  readonly shown: Shown;
  readonly listed: InspectedRun | undefined;
  readonly at: string | null;
  /** Names of volume types. */
  readonly names: TypeNames;
  readonly go: (address: Address) => void;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether there is room for the story beside the other views. */
  readonly isWide: boolean;
  /** The selected view. */
  readonly tab: string;
  readonly choose: (tab: string) => void;
}

export function Run({ head, shown, listed, at, names, go, now, isWide, tab, choose }: RunProps) {
  const run = useRun(head, shown.moments, at, names, go);
  useKeys(run.player);
  const isOver = head.endedAt !== null;
  const isFollowed = useOnce(at !== null || !isOver);
  const story: Tab = { id: 'story', name: 'Story', show: () => <Story {...{ run, isFollowed }} /> };
  const children = childrenOf(shown.runs, head.runId);
  const plan = planView({ run, children, shown, listed, now });
  const views = [...viewsOf(run, listed, now), ...childrenView(children, now)];
  return (
    <main class={plan.length > 0 ? 'run-shown is-plan' : 'run-shown'}>
      <Header {...{ run, listed, now }} isFile={shown.connection === 'file'} />
      <Player run={run} isLive={!isOver && shown.connection === 'live'} />
      {isWide && story.show()}
      <Tabs tabs={isWide ? [...plan, ...views] : [...plan, story, ...views]} chosen={tab} onChoose={choose} />
      <Announcer doing={run.trail.state === '' ? '' : run.doing} words={run.words} />
    </main>
  );
}

function viewsOf(run: RunAtPlace, listed: InspectedRun | undefined, now: number): Tab[] {
  const { trail, goToState, head } = run;
  const calls: Tab = { id: 'calls', name: 'Calls', show: () => <Calls run={run} /> };
  if ('workflow' in head)
    return [calls, { id: 'about', name: 'Input and output', show: () => <RecordedAbout head={head} /> }];
  const parent = listed?.parent ?? null;
  return [
    { id: 'chart', name: 'Chart', show: () => <Chart trail={trail} onState={goToState} /> },
    { id: 'phases', name: 'Phases', show: () => <Phases {...{ run, now }} /> },
    calls,
    { id: 'observed', name: 'Observed', show: () => <Observed run={run} /> },
    { id: 'about', name: 'Parameters', show: () => <About {...{ head, parent }} /> },
  ];
}

interface PlanViewProps extends Pick<RunProps, 'shown' | 'listed' | 'now'> {
  readonly run: RunAtPlace;
  readonly children: readonly InspectedRun[];
}

/** The moves of a plan, for a run that is one. */
function planView({ run, children, shown, listed, now }: PlanViewProps): Tab[] {
  const { head } = run;
  if (!isPlanHead(head)) return [];
  const isFile = shown.connection === 'file';
  // A file holds the plan alone. Where the list has the plan, it has the newest of its runs as well.
  const hasRuns = !isFile && (children.length > 0 || listed === undefined);
  const isUnderWay = !isFile && standingOfHead(head, listed) === 'RUNNING';
  const show = () => <Plan {...{ head, run, now, hasRuns, isUnderWay }} listed={children} />;
  return [{ id: 'plan', name: 'Plan', show }];
}

/** The runs that this one started: none for most. */
function childrenView(children: readonly InspectedRun[], now: number): Tab[] {
  if (children.length === 0) return [];
  const show = () => (
    <RunItems runs={children} chosen={null} now={now} label="Child runs, the newest first" />
  );
  return [{ id: 'children', name: 'Child runs', show }];
}

/** True from the first time that it was true. */
function useOnce(isTrue: boolean): boolean {
  const was = useRef(false);
  was.current ||= isTrue;
  return was.current;
}
