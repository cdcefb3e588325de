// The pools of a plan before and after it: volumes, GiB, and how full they are against what is allowed.
import type { PreviewedPool } from '../../inspector/planPreview.ts';
import { gib } from '../words/plans.ts';
import { fallsShort, verdictOfPool } from '../words/preview.ts';
import { Icon } from './icon.tsx';
import { Pager, usePages } from './pager.tsx';

const POOLS_SHOWN = 12;

interface PreviewPoolsProps {
  readonly pools: readonly PreviewedPool[];
  /** Looks for the moves of a pool. */
  readonly onPool: (name: string) => void;
}

export function PreviewPools({ pools, onPool }: PreviewPoolsProps) {
  const paged = usePages(pools, POOLS_SHOWN);
  if (pools.length === 0) return null;
  return (
    <section class="preview-pools" id="pools" aria-label="Pools before and after">
      <h2>
        Pools <span class="count">{pools.length}</span>
      </h2>
      <ul>
        {paged.shown.map((pool) => (
          <Pool key={pool.name} pool={pool} onPool={onPool} />
        ))}
      </ul>
      <Pager paged={paged} what="pools" />
    </section>
  );
}

function Pool({ pool, onPool }: { readonly pool: PreviewedPool } & Pick<PreviewPoolsProps, 'onPool'>) {
  const { name, before, after, totalGib } = pool;
  const verdict = verdictOfPool(pool);
  const isShort = fallsShort(pool);
  return (
    <li class={isShort ? 'pool-row is-short' : 'pool-row'}>
      <button
        type="button"
        class="quiet pool-name"
        title={`Show the moves of ${name}`}
        onClick={() => onPool(name)}
      >
        {name}
      </button>
      <Fullness pool={pool} />
      <p class="pool-figures">
        <Change was={before.volumes} becomes={after.volumes} of="volumes" />
        <Change
          was={sizeOf(before.usedGib)}
          becomes={sizeOf(after.usedGib)}
          of={totalGib === null ? 'used' : `of ${gib(Math.round(totalGib))}`}
        />
        {verdict !== null && (
          <span class="verdict">
            <Icon name={isShort ? 'warning' : 'met'} />
            {verdict}
          </span>
        )}
      </p>
    </li>
  );
}

interface ChangeProps {
  readonly was: number | string | null;
  readonly becomes: number | string | null;
  /** Of what. */
  readonly of: string;
}

function Change({ was, becomes, of }: ChangeProps) {
  if (was === null && becomes === null) return null;
  return (
    <span>
      {was ?? '?'} <span aria-hidden="true">→</span>
      <span class="hidden">to</span> <b>{becomes ?? '?'}</b> {of}
    </span>
  );
}

const sizeOf = (many: number | null): string | null => (many === null ? null : gib(Math.round(many)));

/** A bar of how full the pool is after the plan, with marks for before and for what is allowed. */
function Fullness({ pool: { before, after, thresholdPercent } }: { readonly pool: PreviewedPool }) {
  if (after.usedPercent === null) return <span class="used">size not known</span>;
  return (
    <>
      <span class="used">
        {before.usedPercent ?? '?'} <span aria-hidden="true">→</span>
        <span class="hidden">to</span> <b>{after.usedPercent} %</b> used
      </span>
      <span class="fullness" aria-hidden="true">
        <i class="after" style={{ width: `${within(after.usedPercent)}%` }} />
        {before.usedPercent !== null && (
          <i class="before" style={{ left: `${within(before.usedPercent)}%` }} />
        )}
        {thresholdPercent !== null && (
          <i class="threshold" style={{ left: `${within(thresholdPercent)}%` }} />
        )}
      </span>
    </>
  );
}

// A thin pool may hold more than it has.
const within = (percent: number): number => Math.min(100, Math.max(0, percent));
