// A plan before it is applied. Nothing here changes anything.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PlanPreview } from '../../inspector/planPreview.ts';
import { numbered, standingOfMove } from '../preview/moves.ts';
import { useChecks } from '../preview/useChecks.ts';
import { count } from '../words/units.ts';
import { Icon } from './icon.tsx';
import { PreviewFacts } from './previewFacts.tsx';
import { PreviewHead } from './previewHead.tsx';
import { PreviewMoves } from './previewMoves.tsx';
import { PreviewPools } from './previewPools.tsx';
import { PreviewStays } from './previewStays.tsx';

export function Preview({ preview }: { readonly preview: PlanPreview }) {
  const checks = useChecks(preview);
  const [wanted, search] = useState('');
  const moves = useMemo(() => numbered(preview), []);
  const { byMove, connection, fault } = checks;
  const standings = useMemo(
    () => moves.map((move) => standingOfMove(move, byMove, preview.isChecked)),
    [byMove],
  );
  useEffect(() => {
    document.title = `Plan of ${count(moves.length, 'move')}: ${preview.title}`;
  }, []);
  return (
    <main class="preview">
      <PreviewHead {...{ preview, standings, connection, fault }} />
      {fault !== null && (
        <p class="broken" role="alert">
          <Icon name="fault" />
          <span>The other moves cannot be checked: {fault}</span>
        </p>
      )}
      <Jumps preview={preview} />
      <div class="preview-parts">
        <div class="preview-side">
          <PreviewFacts {...{ preview, moves, standings }} />
          <PreviewPools pools={preview.pools} onPool={search} />
          <PreviewStays stays={preview.stays} />
        </div>
        <PreviewMoves {...{ moves, standings, checks: byMove, wanted, search }} />
      </div>
    </main>
  );
}

/** Links to the parts: in narrow windows they are one below the other, and the keyboard need not pass all pools. */
const Jumps = ({ preview: { moves, pools, stays } }: { readonly preview: PlanPreview }) => (
  <nav class="preview-jumps" aria-label="Parts of the plan">
    <a href="#moves">
      Moves <span class="count">{moves.length}</span>
    </a>
    {pools.length > 0 && (
      <a href="#pools">
        Pools <span class="count">{pools.length}</span>
      </a>
    )}
    {stays.length > 0 && (
      <a href="#stays">
        Left out <span class="count">{stays.length}</span>
      </a>
    )}
  </nav>
);
