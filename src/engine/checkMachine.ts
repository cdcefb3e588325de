// What a machine must be for the engine to run it durably.

import type { AnyStateMachine } from 'xstate';
import { pathOf, statesOf } from '../../machines/transitions.ts';
import { EngineError } from './engineError.ts';
import type { Workflow, WorkflowPorts } from './workflow.ts';

const checked = new WeakSet<AnyStateMachine>();

/**
 * Throws an error that lists every problem: a delay (a timer is not restored; let a watch tell the time), an invoke without
 * an `id` or a named `src`, and one for which there is neither a call nor a watch.
 */
export function checkMachine({ name, machine }: Workflow, { calls, watches = {} }: WorkflowPorts): void {
  if (checked.has(machine)) return;
  const problems = statesOf(machine).flatMap((node) => {
    const where = pathOf(node) === '' ? 'the root' : `state ${pathOf(node)}`;
    const { invoke = [] } = node.config as { invoke?: unknown };
    const invokes = (Array.isArray(invoke) ? invoke : [invoke]) as { id?: unknown; src?: unknown }[];
    return [
      ...(node.after.length > 0 ? [`${where}: delays (after) are not supported; use a watch instead`] : []),
      ...invokes.flatMap(({ id, src }) => [
        ...(typeof id === 'string' ? [] : [`${where}: an invoke needs an id`]),
        ...(typeof src === 'string' ? [] : [`${where}: src must be a name`]),
        ...(typeof src !== 'string' || src in calls || src in watches
          ? []
          : [`${where} invokes ${src}, but the workflow provides no call or watch of that name`]),
      ]),
    ];
  });
  if (problems.length > 0)
    throw new EngineError('WorkflowUnusable', `workflow ${name} cannot run durably: ${problems.join('; ')}`);
  checked.add(machine);
}
