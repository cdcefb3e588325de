// The Restate workflow of a run: drives it, and answers those who read it, cancel it or wake it.
import type { WorkflowContext, WorkflowSharedContext } from '@restatedev/restate-sdk';
import {
  type KeptOrder,
  type RecordsPage,
  type RunDetail,
  type RunHead,
  type RunNow,
  type RunReport,
  SERVICES,
  type SentOrder,
  STATE,
  type WakeUp,
} from './protocol.ts';
import { recordsAfter } from './readRecords.ts';
import { RETRY } from './retry.ts';
import { type DriveOptions, RunLoop } from './runLoop.ts';
import type { Sdk } from './sdk.ts';

export interface RunWorkflowOptions extends DriveOptions {
  /** How long the records of a run that has ended are kept, in milliseconds. */
  readonly retentionMs: number;
}

// Silence longer than this ends an attempt whose connection hangs; a heartbeat comes twice as often.
const INACTIVITY_MS = 60_000;
const QUICK = { journalRetention: 0 } as const;

/** The workflow `EngineRun`. */
export const runWorkflow = (sdk: Sdk, options: RunWorkflowOptions) =>
  sdk.workflow({
    name: SERVICES.run,
    handlers: {
      run: sdk.handlers.workflow.workflow(
        { explicitCancellation: true },
        async (ctx: WorkflowContext, order: SentOrder): Promise<RunReport> =>
          await new RunLoop(sdk, ctx, order, options).toEnd(),
      ),
      /** What is known of the run besides its records; null if it has none. */
      detail: sdk.handlers.workflow.shared(
        QUICK,
        async (ctx: WorkflowSharedContext): Promise<RunDetail | null> => {
          const [head, now] = [await ctx.get<RunHead>(STATE.head), await ctx.get<RunNow>(STATE.now)];
          if (head === null || now === null) return null;
          return { head, now, order: await ctx.get<KeptOrder>(STATE.order) };
        },
      ),
      /** The records after a number, as many as one answer should hold. */
      records: sdk.handlers.workflow.shared(
        // The state of a large run does not fit into one message: each part is read by itself.
        { ...QUICK, enableLazyState: true },
        async (ctx: WorkflowSharedContext, after: number): Promise<RecordsPage> =>
          await recordsAfter(ctx, after),
      ),
      /** Cancels the run, as Restate's own cancel does. False if there is no such run. */
      cancel: sdk.handlers.workflow.shared(QUICK, async (ctx: WorkflowSharedContext): Promise<boolean> => {
        const id = await ctx.get<string>(STATE.invocation);
        if (id !== null) ctx.cancel(sdk.InvocationIdParser.fromString(id));
        return id !== null;
      }),
      /** Wakes a run that no worker drives. False if one drives it, or it has ended. */
      wake: sdk.handlers.workflow.shared(
        QUICK,
        async (ctx: WorkflowSharedContext, how: WakeUp): Promise<boolean> => {
          const promise = await ctx.get<string>(STATE.wake);
          if (promise !== null) await ctx.promise<WakeUp>(promise).resolve(how);
          return promise !== null;
        },
      ),
    },
    options: {
      workflowRetention: options.retentionMs,
      inactivityTimeout: INACTIVITY_MS,
      abortTimeout: INACTIVITY_MS,
      // A run that is driven reads no state: what it has recorded comes with its steps.
      enableLazyState: true,
      retryPolicy: RETRY,
    },
  });

export type RunWorkflow = ReturnType<typeof runWorkflow>;
