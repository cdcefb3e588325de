// Shows a nightly job: balances the pools of a cloud within a few hours, and says in its exit status whether to look at it.
import {
  applyPlan,
  connect,
  defaultJournalFile,
  makePlan,
  openSqliteStore,
  storageBalance,
  takeView,
} from 'volume-migrate';

const THRESHOLD_PERCENT = 75;
const LONGEST_MS = 6 * 3_600_000;

const cloud = await connect('mycloud');
const store = openSqliteStore(defaultJournalFile());
const view = await takeView(cloud, new Date().toISOString());
const plan = makePlan(storageBalance, view, { volume_threshold: THRESHOLD_PERCENT, parallel_total: 4 });
console.log(`${plan.actions.length} moves, ${plan.skipped.length} volumes cannot move`);

const run = await applyPlan(plan, { cloud, store, maxFailures: 3 });
// In the morning no more moves start. Those that Cinder has accepted are followed to their end.
const morning = setTimeout(() => void run.request({ type: 'cancelWaiting' }), LONGEST_MS);
for await (const event of run.events())
  if (event.type === 'ended') console.log(event.resourceId, event.status, ...event.reasons);
clearTimeout(morning);

const { status, counts } = await run.outcome;
console.log(`${status}: ${counts.SUCCEEDED} moved, ${counts.FAILED} failed, ${counts.SKIPPED} skipped`);
await store.close();
if (status === 'FAILED') process.exitCode = 1;
