// The page: the list of runs, and the chosen one.
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { listen } from '../data/live.ts';
import { after, nothingYet, type Shown } from '../data/shown.ts';
import { useAddress } from '../travel/useAddress.ts';
import { STANDINGS, standingOfHead, titleOf } from '../words/runs.ts';
import { Icon } from './icon.tsx';
import { Run } from './run.tsx';
import { RunList } from './runList.tsx';
import { Top } from './top.tsx';
import { useMedia } from './useMedia.ts';
import { useNow } from './useNow.ts';

interface AppProps {
  /** The embedded run; null if a server provides the runs. */
  readonly embedded: Shown | null;
}

export function App({ embedded }: AppProps) {
  const [shown, tell] = useReducer(after, embedded ?? nothingYet);
  const [address, go] = useAddress();
  const { runs, head, moments, fault } = shown;
  const newest = useFirst(runs[0]?.runId ?? null);
  const run = address.run ?? newest;
  const isWide = useMedia('(min-width: 960px)');
  const hasRoom = useMedia('(min-width: 1200px)');
  const [tab, choose] = useState(isWide ? 'chart' : 'story');
  const [listIsOpen, openList] = useState(false);
  const showsList = embedded === null && (hasRoom || listIsOpen);
  const listed = runs.find(({ runId }) => runId === head?.runId);
  const now = useNow(head?.endedAt === null || runs.some(({ endedAt }) => endedAt === null));
  useEffect(() => {
    if (embedded !== null) return;
    tell({ type: 'chosen' });
    openList(false);
    return listen(run, tell);
  }, [run]);
  useEffect(() => {
    if (head === null) return;
    document.title = `${STANDINGS[standingOfHead(head, listed)]}: ${titleOf(head.input.parameters)}`;
  }, [head, listed]);
  return (
    <div class={`app ${showsList ? 'with-list' : ''} ${isWide ? 'wide' : 'narrow'}`}>
      <Top shown={shown} listIsOpen={hasRoom ? null : listIsOpen} openList={openList} />
      {showsList && <RunList runs={runs} chosen={run} now={now} />}
      {fault !== null && <Fault message={fault} />}
      {head !== null && moments.length > 0 ? (
        <Run key={head.runId} {...{ head, shown, listed, go, now, isWide, tab, choose }} at={address.at} />
      ) : (
        <main class="empty">{fault === null && waitingFor(run)}</main>
      )}
    </div>
  );
}

const waitingFor = (run: string | null): string =>
  run === null ? 'Start a run, and it appears here.' : 'Reading the run …';

const Fault = ({ message }: { readonly message: string }) => (
  <p class="broken" role="alert">
    <Icon name="fault" />
    <span>What follows cannot be read: {message}</span>
  </p>
);

/** The first value that is not null: the shown run stays, although newer ones start. */
function useFirst(value: string | null): string | null {
  const kept = useRef(value);
  kept.current ??= value;
  return kept.current;
}
