// The HTTP requests of a call.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CallMade, RequestMade } from '../../volumeMigrate/records.ts';
import { splitPath } from '../words/requests.ts';
import { count, duration } from '../words/units.ts';
import { Copy } from './copy.tsx';
import { Icon } from './icon.tsx';

// A watch may send thousands of requests: the newest are shown until all are requested.
const SHOWN_AT_FIRST = 8;
const COLUMNS = ['method and path', 'status', 'took', 'request ID'];

export function Requests({ made: { call, requests, fault } }: { readonly made: CallMade }) {
  const [showsAll, showAll] = useState(false);
  const table = useRef<HTMLTableElement>(null);
  // The button that was pressed is gone: the focus goes to what it has shown.
  useLayoutEffect(() => {
    if (showsAll) table.current?.querySelector('button')?.focus();
  }, [showsAll]);
  const shown = showsAll ? requests : requests.slice(-SHOWN_AT_FIRST);
  const hidden = requests.length - shown.length;
  return (
    <table class="requests-made" ref={table}>
      <caption class="hidden">Requests of {call}</caption>
      <thead class="hidden">
        <tr>
          {COLUMNS.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hidden > 0 && <Earlier many={hidden} onPress={() => showAll(true)} />}
        {shown.map((request, index) => (
          <Request request={request} isFault={fault !== null} key={hidden + index} />
        ))}
      </tbody>
    </table>
  );
}

const Earlier = ({ many, onPress }: { readonly many: number; readonly onPress: () => void }) => (
  <tr>
    <td colSpan={COLUMNS.length}>
      <button type="button" class="quiet" tabIndex={-1} onClick={onPress}>
        <Icon name="more" />
        {count(many, 'earlier request')}
      </button>
    </td>
  </tr>
);

interface RequestProps {
  readonly request: RequestMade;
  /** Whether the call failed because of it: a refusal may well be the result of a call. */
  readonly isFault: boolean;
}

function Request({ request, isFault }: RequestProps) {
  const { method, path, service, status, ms, requestId, error } = request;
  const isRefused = status === null || status >= 400;
  const [root, place] = splitPath(path);
  return (
    <tr class={isFault ? 'is-fault' : ''}>
      <td class="path" title={service}>
        <b>{method}</b> {root}
        <span>{place}</span>
      </td>
      <td class={isRefused ? 'status is-refused' : 'status'}>
        {isRefused && <Icon name="unmet" />}
        {status ?? error ?? 'no response'}
      </td>
      <td class="took">{duration(ms)}</td>
      <td class="request-id">{requestId === null ? '–' : <RequestId id={requestId} />}</td>
    </tr>
  );
}

const RequestId = ({ id }: { readonly id: string }) => (
  <Copy text={id} what="request id" tabIndex={-1}>
    <code>{id.slice(0, 12)}</code>
  </Copy>
);
