// The outcome of a volume migration.
import type { MigrationResult } from '../../../machines/context.ts';
import type { Leftover } from '../../../machines/types.ts';
import { placeInWords } from '../words/runs.ts';
import { withTypeNames } from '../words/typeNames.ts';
import { short } from '../words/units.ts';
import { Copy } from './copy.tsx';
import { Icon } from './icon.tsx';
import { useTypeNames } from './typeNames.ts';

export function Outcome({ result }: { readonly result: MigrationResult }) {
  const { status, from, to, volumeId, sourceVolumeId, error, warnings, leftovers } = result;
  const names = useTypeNames();
  return (
    <div class="outcome">
      {error !== undefined && <Failure error={error} />}
      {status === 'SUCCEEDED' && (
        <p class="way">
          <span>{placeInWords(from, names)}</span> <Icon name="ask" /> <span>{placeInWords(to, names)}</span>
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
            <b>Warning</b> {withTypeNames(warning, names)}
          </span>
        </p>
      ))}
      {leftovers.map((leftover) => (
        <LeftBehind leftover={leftover} key={`${leftover.kind} ${leftover.id}`} />
      ))}
    </div>
  );
}

interface FailureProps {
  readonly error: NonNullable<MigrationResult['error']>;
}

function Failure({ error: { message, code, reasons } }: FailureProps) {
  const names = useTypeNames();
  return (
    <div class="error">
      <p>
        <strong>{withTypeNames(message, names)}</strong> <code>{code}</code>
      </p>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{withTypeNames(reason, names)}</li>
        ))}
      </ul>
    </div>
  );
}

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
