// What the run was started with, on which cloud, by whom, and by which machine.
import type { TimelineHead } from '../../volumeMigrate/records.ts';
import { duration } from '../words/units.ts';
import { Copied, Line, RunLink } from './facts.tsx';
import { useTypeNames } from './typeNames.ts';

interface AboutProps {
  readonly head: TimelineHead;
  /** ID of the run that started it; null if none did. */
  readonly parent: string | null;
}

export function About({ head, parent }: AboutProps) {
  const { runId, cloud, by, machine, input, startedAt, endedAt } = head;
  const { resourceId, migrationType, destinationNode, destinationType, swapMethod, allowEncryptionChange } =
    input.parameters;
  return (
    <>
      <h3>Parameters</h3>
      <dl class="about">
        <Line name="resource_id">
          <Copied text={resourceId} what="volume id" />
        </Line>
        <Line name="migration_type">{migrationType}</Line>
        <Line name="destination_node">{destinationNode ?? <i>not given</i>}</Line>
        <Line name="destination_type">
          {destinationType === null ? <i>not given</i> : <TypeGiven nameOrId={destinationType} />}
        </Line>
        <Line name="swap_method">{swapMethod}</Line>
        <Line name="allow_encryption_change">{String(allowEncryptionChange ?? false)}</Line>
        <Line name="limits">{limitsInWords(input.limits)}</Line>
      </dl>
      <h3>Run</h3>
      <dl class="about">
        <Line name="run id">
          <Copied text={runId} what="run id" />
        </Line>
        <Line name="request ID in the service logs">
          <Copied text={`req-${runId}`} what="request ID of the run" />
        </Line>
        {parent !== null && (
          <Line name="started by run">
            <RunLink runId={parent} />
          </Line>
        )}
        <Line name="cloud">{cloud ?? <i>unknown</i>}</Line>
        <Line name="started by">
          {by === null ? <i>unknown</i> : `${by.userName} in project ${by.projectName}`}
        </Line>
        <Line name="started">{startedAt}</Line>
        <Line name="ended">{endedAt ?? <i>not yet</i>}</Line>
        <Line name="machine">{`version ${machine.version}, fingerprint ${machine.fingerprint}`}</Line>
      </dl>
    </>
  );
}

/** The type as it was given; its name first if that was an ID. */
function TypeGiven({ nameOrId }: { readonly nameOrId: string }) {
  const name = useTypeNames().get(nameOrId);
  if (name === undefined) return <>{nameOrId}</>;
  return (
    <>
      {name} <code>{nameOrId}</code>
    </>
  );
}

function limitsInWords(limits: TimelineHead['input']['limits'] = {}): string {
  const { stallAfterMs, deadlineMs, settleMs } = limits;
  const words = [
    stallAfterMs === undefined ? null : `stall after ${duration(stallAfterMs)}`,
    deadlineMs === undefined ? null : `deadline ${duration(deadlineMs)}`,
    settleMs === undefined ? null : `settle ${duration(settleMs)}`,
  ].filter((word) => word !== null);
  return words.join(', ') || 'from the volume’s size';
}
