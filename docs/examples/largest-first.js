// Shows a strategy of your own: moves the largest detached volumes of a pool elsewhere until enough space is free.

export default {
  description: 'moves the largest detached volumes out of a pool until it has so much free space',
  parameters: {
    type: 'object',
    properties: { from: { type: 'string' }, to: { type: 'string' }, freeGib: { type: 'number', minimum: 1 } },
    required: ['from', 'to', 'freeGib'],
    additionalProperties: false,
  },
  propose({ volumes, pools }, { from, to, freeGib }, draft) {
    const pool = pools.find(({ name }) => name === from);
    if (pool === undefined) throw new Error(`the cloud has no pool ${from}`);
    let missingGib = freeGib - Number(pool.capabilities.free_capacity_gb);
    const inside = volumes.filter(({ host }) => host === from);
    for (const volume of inside.toSorted(largestFirst)) {
      if (missingGib <= 0) break;
      if (volume.attachments.length > 0) {
        draft.skip(volume, 'it is attached, and this strategy moves only detached volumes');
        continue;
      }
      if (draft.migrate(volume, to, `frees ${volume.sizeGib} GiB of ${from}`)) missingGib -= volume.sizeGib;
    }
    return draft;
  },
};

const largestFirst = (one, other) => other.sizeGib - one.sizeGib || (one.id < other.id ? -1 : 1);
