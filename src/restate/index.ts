// Entry point `volume-migrate/restate`: the same runs and plans, driven by workers on many hosts through Restate.
export {
  type CloudWorkflowsOptions,
  type ClusterSettings,
  cloudWorkflows,
  type NamedCloud,
} from './cloudWorkflows.ts';
export { registerWorkers } from './engine/admin.ts';
export { RestateStoreError, type StoreErrorCode } from './engine/ingress.ts';
export type { RunInvocation } from './engine/invocations.ts';
export type { Refusal, RunHead, RunNow, RunOrder, RunReport } from './engine/protocol.ts';
export type { Repaired } from './engine/repairObject.ts';
export { RestateSdkMissingError } from './engine/sdk.ts';
export type { Holding, RunStanding, StandingKind } from './engine/standing.ts';
export {
  isRestateStore,
  openRestateStore,
  type RestateStore,
  type RestateStoreOptions,
  type ResumedRun,
} from './engine/store.ts';
export { InvalidStoreUrlError } from './engine/storeUrl.ts';
export {
  type EngineWorker,
  type EngineWorkerOptions,
  type MakeWorkflow,
  startEngineWorker,
} from './engine/worker.ts';
export { migrationOrder, type PlanOrderOptions, planOrder } from './orders.ts';
export { startWorker, type WorkerOptions } from './worker.ts';
