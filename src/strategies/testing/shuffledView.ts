// The same view with its lists in another order, which means nothing.
import type { CloudView } from '../view/types.ts';
import { choicesOf } from './choices.ts';

/** The view with each list, and the projects of the quotas, in an order that the seed decides. */
export function shuffledView(view: CloudView, seed: number): CloudView {
  const { shuffled } = choicesOf(seed);
  return {
    ...view,
    ...{ volumes: shuffled(view.volumes), types: shuffled(view.types), pools: shuffled(view.pools) },
    ...{ services: shuffled(view.services), servers: shuffled(view.servers) },
    ...{ snapshots: shuffled(view.snapshots), attachments: shuffled(view.attachments) },
    quotas: Object.fromEntries(shuffled(Object.entries(view.quotas))),
  };
}
