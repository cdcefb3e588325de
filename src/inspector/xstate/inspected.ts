// An actor as inspection shows it, with the parts that are missing from XState's own type.
import type { ActorRefLike, InspectionEvent } from 'xstate';

export interface InspectedActor extends ActorRefLike {
  readonly id: string;
  readonly _parent?: InspectedActor;
  /** The config of a machine is its definition; that of other logic is a function. */
  readonly logic?: { readonly config?: unknown };
}

export type Inspection = InspectionEvent & { readonly actorRef: InspectedActor };

/** The definition of an actor that runs a machine; null for other actors. */
export function definitionOf({ logic }: InspectedActor): { readonly id?: string } | null {
  const { config } = logic ?? {};
  return typeof config === 'object' ? config : null;
}
