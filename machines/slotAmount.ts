// A slot of which a run takes more than one, such as the GiB of a pool: `space node1@ssd#pool ×20`.

/** How many of a slot a run takes. */
export interface SlotAmount {
  readonly slot: string;
  readonly amount: number;
}

/** The name under which a run takes so many of a slot. `amount`: a whole number from 1. */
export const slotTimes = (slot: string, amount: number): string => `${slot} ×${amount}`;

/** What a run takes under a name: one of the slot, unless the name says how many. */
export function slotAmount(name: string): SlotAmount {
  const { slot, amount } = /^(?<slot>.+) ×(?<amount>\d+)$/.exec(name)?.groups ?? {};
  return slot === undefined ? { slot: name, amount: 1 } : { slot, amount: Number(amount) };
}

/** By slot: how many of it all these names take together. */
export function sumOfSlots(names: Iterable<string>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const name of names) {
    const { slot, amount } = slotAmount(name);
    sums.set(slot, (sums.get(slot) ?? 0) + amount);
  }
  return sums;
}
