// One run: its status, the player, its story, and the views beside it.
import { useRef } from 'preact/hooks';
import type { TimelineHead } from '../../volumeMigrate/records.ts';
import type { MigrationSummary } from '../../volumeMigrate/runSummary.ts';
import type { Shown } from '../data/shown.ts';
import type { Address } from '../travel/address.ts';
import { useKeys } from '../travel/useKeys.ts';
import { type RunAtPlace, useRun } from '../travel/useRun.ts';
import { About } from './about.tsx';
import { Announcer } from './announcer.tsx';
import { Calls } from './calls.tsx';
import { Chart } from './chart.tsx';
import { Header } from './header.tsx';
import { Observed } from './observed.tsx';
import { Phases } from './phases.tsx';
import { Player } from './player.tsx';
import { Story } from './story.tsx';
import { type Tab, Tabs } from './tabs.tsx';

interface RunProps {
  readonly head: TimelineHead;
  readonly shown: Shown;
  readonly listed: MigrationSummary | undefined;
  readonly at: string | null;
  readonly go: (address: Address) => void;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether there is room for the story beside the other views. */
  readonly isWide: boolean;
  /** The selected view. */
  readonly tab: string;
  readonly choose: (tab: string) => void;
}

export function Run({ head, shown, listed, at, go, now, isWide, tab, choose }: RunProps) {
  const run = useRun(head, shown.moments, at, go);
  useKeys(run.player);
  const isOver = head.endedAt !== null;
  const isFollowed = useOnce(at !== null || !isOver);
  const story: Tab = { id: 'story', name: 'Story', show: () => <Story {...{ run, isFollowed }} /> };
  const views = viewsOf(run, now);
  return (
    <main class="run-shown">
      <Header {...{ run, listed, now }} isFile={shown.connection === 'file'} />
      <Player run={run} isLive={!isOver && shown.connection === 'live'} />
      {isWide && story.show()}
      <Tabs tabs={isWide ? views : [story, ...views]} chosen={tab} onChoose={choose} />
      <Announcer state={run.trail.state} />
    </main>
  );
}

function viewsOf(run: RunAtPlace, now: number): Tab[] {
  const { trail, goToState, head } = run;
  return [
    { id: 'chart', name: 'Chart', show: () => <Chart trail={trail} onState={goToState} /> },
    { id: 'phases', name: 'Phases', show: () => <Phases {...{ run, now }} /> },
    { id: 'calls', name: 'Calls', show: () => <Calls run={run} /> },
    { id: 'observed', name: 'Observed', show: () => <Observed run={run} /> },
    { id: 'about', name: 'Parameters', show: () => <About head={head} /> },
  ];
}

/** True from the first time that it was true. */
function useOnce(isTrue: boolean): boolean {
  const was = useRef(false);
  was.current ||= isTrue;
  return was.current;
}
