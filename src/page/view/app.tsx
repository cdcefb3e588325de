// The page: the list of runs, and the chosen one.
import { useEffect, useReducer, useState } from 'preact/hooks';
import { listen } from '../data/live.ts';
import { after, nothingYet, type Shown } from '../data/shown.ts';
import { newestOf } from '../travel/newestRun.ts';
import { useAddress } from '../travel/useAddress.ts';
import { titleOfHead } from '../words/runs.ts';
import { standingInWords, standingOfHead, statusOf } from '../words/standings.ts';
import { Icon } from './icon.tsx';
import { Run } from './run.tsx';
import { RunList } from './runList.tsx';
import { Top } from './top.tsx';
import { ShownTypeNames, useNamesIn } from './typeNames.ts';
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
  const isFollowing = address.run === null;
  const run = address.run ?? newestOf(runs);
  const isWide = useMedia('(min-width: 960px)');
  const hasRoom = useMedia('(min-width: 1200px)');
  // Until somebody chooses a view, it is the first one.
  const [tab, choose] = useState('');
  const [listIsOpen, openList] = useState(false);
  const showsList = embedded === null && (hasRoom || listIsOpen);
  const listed = runs.find(({ runId }) => runId === head?.runId);
  const names = useNamesIn(moments);
  const now = useNow(head?.endedAt === null || runs.some(({ endedAt }) => endedAt === null));
  useEffect(() => {
    if (embedded !== null) return;
    tell({ type: 'chosen' });
    openList(false);
    return listen(run, tell);
  }, [run]);
  useEffect(() => {
    if (head === null) return;
    const status = standingInWords(standingOfHead(head, listed), statusOf(head));
    document.title = `${status}: ${titleOfHead(head, names)}`;
  }, [head, listed, names]);
  return (
    <div class={`app ${showsList ? 'with-list' : ''} ${isWide ? 'wide' : 'narrow'}`}>
      <Top
        {...{ shown, openList, isFollowing }}
        listIsOpen={hasRoom ? null : listIsOpen}
        follow={run === null ? null : (isWanted) => go({ run: isWanted ? null : run, at: null })}
      />
      {showsList && <RunList runs={runs} chosen={run} now={now} />}
      {fault !== null && <Fault message={fault} />}
      {head !== null && moments.length > 0 ? (
        <ShownTypeNames.Provider value={names}>
          <Run
            key={head.runId}
            {...{ head, shown, listed, names, go, now, isWide, tab, choose }}
            at={address.at}
          />
        </ShownTypeNames.Provider>
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
