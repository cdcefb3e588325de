// Every call of the run.
import { useMemo } from 'preact/hooks';
import { callsOf } from '../../engine/calls.ts';
import type { CallMade } from '../../volumeMigrate/records.ts';
import type { RunAtPlace } from '../travel/useRun.ts';
import { callInWords } from '../words/calls.ts';
import { clock, duration } from '../words/units.ts';
import { Icon } from './icon.tsx';
import { Requests } from './requests.tsx';
import { useRoving } from './useRoving.ts';

export function Calls({ run: { moments, n, hrefOf } }: { readonly run: RunAtPlace }) {
  const calls = useMemo(() => callsOf(moments), [moments]);
  const { ref, ...roving } = useRoving<HTMLOListElement>('a.time, button');
  if (calls.length === 0) return <p class="empty">No calls have been made.</p>;
  return (
    <ol class="calls" ref={ref} aria-label="Calls of the run" {...roving}>
      {calls.map((made) => (
        <li class={made.n > n ? 'call is-later' : 'call'} key={`${made.call} ${made.n}`}>
          <CallHead made={made} href={hrefOf(made.n)} />
          {made.fault !== null && (
            <p class="warning">
              <Icon name="fault" />
              <span>{made.fault.message}</span>
            </p>
          )}
          {made.requests.length > 0 && <Requests made={made} />}
        </li>
      ))}
    </ol>
  );
}

interface CallHeadProps {
  readonly made: CallMade;
  readonly href: string;
}

function CallHead({ made, href }: CallHeadProps) {
  const { call, afterMs, end } = made;
  const { service, asks, changes } = callInWords(call);
  return (
    <div class="call-head">
      <a class="time" href={href} tabIndex={-1}>
        {clock(afterMs)}
      </a>
      <Icon name={changes ? 'change' : 'ask'} />
      <p>
        {service === null ? 'Call' : 'Ask'} {service !== null && <b>{service}</b>} {asks}{' '}
        {changes && <span class="tag">changes</span>} <code>{call}</code>
      </p>
      <span class={`took end-${end ?? 'open'}`}>{endInWords(made)}</span>
    </div>
  );
}

function endInWords({ end, ms }: CallMade): string {
  if (end === null) return 'no response yet';
  const took = ms === null ? '' : duration(ms);
  return end === 'answered' ? took : `${end} ${took}`;
}
