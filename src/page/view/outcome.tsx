// The outcome of a run.
import type { MigrationResult } from '../../../machines/context.ts';
import type { Leftover } from '../../../machines/types.ts';
import { placeInWords } from '../words/runs.ts';
import { short } from '../words/units.ts';
import { Copy } from './copy.tsx';
import { Icon } from './icon.tsx';

export function Outcome({ result }: { readonly result: MigrationResult }) {
  const { status, from, to, volumeId, sourceVolumeId, error, warnings, leftovers } = result;
  return (
    <div class="outcome">
      {error !== undefined && <Failure error={error} />}
      {status === 'SUCCEEDED' && (
        <p class="way">
          <span>{placeInWords(from)}</span> <Icon name="ask" /> <span>{placeInWords(to)}</span>
        </p>
      )}
      {volumeId !== sourceVolumeId && (
        <p>
          The data is now on volume <Id kind="volume" id={volumeId} />
        </p>
      )}
      {warnings.map((warning) => (
        <p class="warning" key={warning}>
          <Icon name="warning" />
          <span>
            <b>Warning</b> {warning}
          </span>
        </p>
      ))}
      {leftovers.map((leftover) => (
        <LeftBehind leftover={leftover} key={`${leftover.kind} ${leftover.id}`} />
      ))}
    </div>
  );
}

const Failure = ({
  error: { message, code, reasons },
}: {
  readonly error: NonNullable<MigrationResult['error']>;
}) => (
  <div class="error">
    <p>
      <strong>{message}</strong> <code>{code}</code>
    </p>
    <ul>
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  </div>
);

const LeftBehind = ({ leftover: { kind, id, why } }: { readonly leftover: Leftover }) => (
  <p class="warning">
    <Icon name="leftover" />
    <span>
      <b>Left behind</b> {kind} <Id kind={kind} id={id} />: {why}
    </span>
  </p>
);

const Id = ({ kind, id }: { readonly kind: string; readonly id: string }) => (
  <Copy text={id} what={`${kind} id`}>
    <code>{short(id)}</code>
  </Copy>
);
