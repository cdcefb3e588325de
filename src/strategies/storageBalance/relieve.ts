// Moves volumes from an overfull pool until it is within the threshold, with the fewest bytes.
import type { Volume } from '../../../machines/types.ts';
import { beyondGib, book, isKnown, type PoolLedger, percent, usedPercent } from '../capacity.ts';
import { actionOf, loadOf, toPool } from '../moves.ts';
import { byKey } from '../view/indexed.ts';
import type { Balancing } from './balancing.ts';
import { destinationFor } from './destination.ts';
import { leastSum } from './leastSum.ts';

/** Why volumes cannot move, by their ID. */
export type Against = Map<string, readonly string[]>;

/** Moves what it can, and returns why the rest stays. */
export function relieve(balancing: Balancing, ledger: PoolLedger): Against {
  const against: Against = new Map();
  const volumes = (balancing.view.volumesOfPool.get(ledger.pool.name) ?? []).filter((volume) => {
    if (balancing.moved.has(volume.id) || volume.sizeGib === 0) return false;
    const { destination, reasons } = destinationFor(balancing, ledger, volume);
    if (destination === null) against.set(volume.id, reasons);
    return destination !== null;
  });
  moveLeast(balancing, ledger, volumes, against);
  return against;
}

const excessOf = ({ volume_threshold }: Balancing, ledger: PoolLedger): number =>
  beyondGib(ledger, volume_threshold);

// First the exact answer; if its volumes cannot all be placed, one volume after another.
function moveLeast(
  balancing: Balancing,
  ledger: PoolLedger,
  movable: readonly Volume[],
  against: Against,
): void {
  const volumes = movable.toSorted(preferred);
  const exact = leastSum(
    volumes.map(({ sizeGib }) => sizeGib),
    excessOf(balancing, ledger),
  );
  if (
    exact !== null &&
    moveAll(
      balancing,
      ledger,
      exact.map((place) => volumes[place] as Volume),
    )
  )
    return;
  const left = volumes.toSorted((one, other) => one.sizeGib - other.sizeGib || preferred(one, other));
  for (let excess = excessOf(balancing, ledger); excess > 0 && left.length > 0; ) {
    const [next] = left.splice(nextPlace(left, excess), 1) as [Volume];
    const { destination, reasons } = destinationFor(balancing, ledger, next);
    if (destination === null) against.set(next.id, reasons);
    else move(balancing, ledger, next, destination);
    excess = excessOf(balancing, ledger);
  }
}

// Available before in-use, data before root volumes, the largest first, then by ID.
const preferred = (one: Volume, other: Volume): number =>
  rank(one) - rank(other) || other.sizeGib - one.sizeGib || byKey<Volume>(({ id }) => id)(one, other);

const rank = ({ attachments, bootable }: Volume): number =>
  Number(attachments.length > 0) * (bootable ? 2 : 1);

// Of volumes in the order of their sizes: the smallest that is large enough, otherwise the largest.
function nextPlace(volumes: readonly Volume[], excess: number): number {
  const firstFrom = (sizeGib: number): number => {
    let [low, high] = [0, volumes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((volumes[middle] as Volume).sizeGib >= sizeGib) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const enough = firstFrom(excess);
  return enough < volumes.length ? enough : firstFrom((volumes.at(-1) as Volume).sizeGib);
}

// Places all of them, the largest first, or none.
function moveAll(balancing: Balancing, ledger: PoolLedger, volumes: readonly Volume[]): boolean {
  const moves: { readonly volume: Volume; readonly destination: PoolLedger }[] = [];
  for (const volume of volumes.toSorted(
    (one, other) => other.sizeGib - one.sizeGib || preferred(one, other),
  )) {
    const { destination } = destinationFor(balancing, ledger, volume);
    if (destination === null) break;
    book(ledger, destination, loadOf(balancing.view, volume));
    moves.push({ volume, destination });
  }
  for (const { volume, destination } of moves) book(ledger, destination, loadOf(balancing.view, volume), -1);
  if (moves.length < volumes.length) return false;
  for (const { volume, destination } of moves) move(balancing, ledger, volume, destination);
  return true;
}

function move(balancing: Balancing, from: PoolLedger, volume: Volume, to: PoolLedger): void {
  const before = usedPercent(from);
  book(from, to, loadOf(balancing.view, volume));
  balancing.moved.add(volume.id);
  const at = isKnown(to) ? `, which is then ${percent(usedPercent(to))} full` : '';
  balancing.actions.push(
    actionOf(
      volume,
      toPool(volume.id, to.pool.name),
      `${from.pool.name} is ${percent(before)} full, above ${balancing.volume_threshold} %: ${volume.sizeGib} GiB to ${to.pool.name}${at}`,
    ),
  );
}
