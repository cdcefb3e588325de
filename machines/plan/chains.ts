// Moves that can only be made one after another: those of a server, whose lock Nova holds; any other move is a chain of its own.
import type { MoveState } from './context.ts';
import { type SlotName, serverSlot } from './slots.ts';
import type { MoveFacts } from './types.ts';

/** What does not change while a plan runs. */
export interface Chains {
  /** By chain: its moves, longest first. */
  readonly moves: readonly (readonly number[])[];
  /** By chain: the slot of its server; null for a volume that is not attached. */
  readonly slots: readonly (SlotName | null)[];
  /** By move: its chains, one for each of its servers; none if the move did not wait when the plan began. */
  readonly of: readonly (readonly number[])[];
  /** By chain: GiB of its moves. */
  readonly gib: readonly number[];
}

/** The chains of the moves that have still to be made. */
export function chainsOf(facts: readonly MoveFacts[], states: readonly MoveState[]): Chains {
  const members: { readonly slot: SlotName | null; readonly moves: number[] }[] = [];
  const known = new Map<SlotName, number>();
  const chainOf = (slot: SlotName | null): number => {
    const chain = (slot === null ? undefined : known.get(slot)) ?? members.length;
    if (chain === members.length) members.push({ slot, moves: [] });
    if (slot !== null) known.set(slot, chain);
    return chain;
  };
  const of = facts.map(({ serverIds }, n) => {
    if (states[n] !== 'waiting') return NO_CHAINS;
    const slots = serverIds.length === 0 ? [null] : serverIds.map(serverSlot);
    const chains = slots.map(chainOf);
    for (const chain of chains) members[chain]?.moves.push(n);
    return chains;
  });
  const size = (n: number): number => facts[n]?.sizeGib ?? 0;
  return {
    of,
    moves: members.map(({ moves }) => moves.toSorted((one, other) => size(other) - size(one) || one - other)),
    slots: members.map(({ slot }) => slot),
    gib: members.map(({ moves }) => moves.reduce((sum, n) => sum + size(n), 0)),
  };
}

const NO_CHAINS: readonly number[] = [];
