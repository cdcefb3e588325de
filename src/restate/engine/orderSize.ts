// How large the order of a run, and a run that is restored, may be: Restate refuses messages of more than 32 MiB, and would retry
// what sends them without end.
import { RestateStoreError } from './ingress.ts';
import type { RunOrder } from './protocol.ts';

const MIB = 2 ** 20;

// The first record of a run repeats its order, and the records of its beginning arrive together.
const LARGEST_BYTES = 16 * MIB;
// The rest is for what else is in the message.
const LARGEST_RESTORED_BYTES = 30 * MIB;

/** Throws `RestateStoreError` with the code `OrderTooLarge` for an order of more than 16 MiB. */
export function checkOrderSize(order: RunOrder): void {
  const bytes = bytesOf(order);
  if (bytes <= LARGEST_BYTES) return;
  throw new RestateStoreError(
    'OrderTooLarge',
    `the plan is ${inMib(bytes)} MiB, and at most ${LARGEST_BYTES / MIB} MiB can be sent to Restate: split it into several smaller ones`,
  );
}

/** Why a run cannot be restored with everything that is kept of it; null if it can. */
export function whyTooLargeToRestore(kept: object): string | null {
  const bytes = bytesOf(kept);
  if (bytes <= LARGEST_RESTORED_BYTES) return null;
  return `its records are ${inMib(bytes)} MiB, and Restate accepts at most ${LARGEST_RESTORED_BYTES / MIB} MiB at once. They can be read and exported. To release what the run holds, purge its invocation in Restate, then run: volume-migrate leftovers`;
}

const bytesOf = (value: object): number => Buffer.byteLength(JSON.stringify(value));
const inMib = (bytes: number): number => Math.ceil(bytes / MIB);
