// How large the order of a run may be: Restate refuses messages of more than 32 MiB, and would retry such a run without end.
import { RestateStoreError } from './ingress.ts';
import type { RunOrder } from './protocol.ts';

// The first record of a run repeats its order, and the records of its beginning arrive together.
const LARGEST_BYTES = 16 * 2 ** 20;

/** Throws `RestateStoreError` with the code `OrderTooLarge` for an order of more than 16 MiB. */
export function checkOrderSize(order: RunOrder): void {
  const bytes = Buffer.byteLength(JSON.stringify(order));
  if (bytes <= LARGEST_BYTES) return;
  throw new RestateStoreError(
    'OrderTooLarge',
    `the plan is ${Math.ceil(bytes / 2 ** 20)} MiB, and at most ${LARGEST_BYTES / 2 ** 20} MiB can be sent to Restate: split it into several smaller ones`,
  );
}
