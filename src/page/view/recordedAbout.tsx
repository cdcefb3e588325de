// What a run of another workflow was started with, and what it returned.
import type { RecordedHead } from '../../engine/recordedTimeline.ts';
import { isPlanHead } from '../plan/planAt.ts';
import { Copied, Line, RunLink } from './facts.tsx';

export function RecordedAbout({ head }: { readonly head: RecordedHead }) {
  const { runId, workflow, parent, machine, input, result, startedAt, endedAt } = head;
  return (
    <>
      <p class="hint">
        {isPlanHead(head)
          ? 'This page has no chart of a plan: it shows the moves, the records, and the state in words.'
          : `This page has no chart of workflow ${workflow}: it shows the run’s records, but neither states nor questions.`}
      </p>
      <h3>Run</h3>
      <dl class="about">
        <Line name="workflow">{workflow}</Line>
        <Line name="run id">
          <Copied text={runId} what="run id" />
        </Line>
        {parent !== null && (
          <Line name="started by run">
            <RunLink runId={parent} />
          </Line>
        )}
        <Line name="started">{startedAt}</Line>
        <Line name="ended">{endedAt ?? <i>not yet</i>}</Line>
        <Line name="machine">{`version ${machine.version}, fingerprint ${machine.fingerprint}`}</Line>
      </dl>
      <h3>Input</h3>
      <pre>{inLines(input)}</pre>
      <h3>Output</h3>
      {endedAt === null ? <p class="hint">None yet.</p> : <pre>{inLines(result)}</pre>}
    </>
  );
}

const inLines = (value: unknown): string => JSON.stringify(value ?? null, null, 2);
