// Which move a rule makes of a volume, or every reason against it.
import type { Volume } from '../../../machines/types.ts';
import { isKnown, type PoolLedger, roomFor, usedPercent } from '../capacity.ts';
import { isBlockedItself } from '../likeness.ts';
import { loadOf, toPool, toType } from '../moves.ts';
import { retypePlace } from '../retypePlace.ts';
import type { ViewVolumeType } from '../view/types.ts';
import type { ZoneMigrationParameters } from './parameters.ts';
import type { Chosen, Planning } from './planning.ts';

type Rule = ZoneMigrationParameters['storage_pools'][number];

interface Blocked {
  readonly reasons: readonly string[];
  /** Whether only a quota is against it, which other moves of the plan may free. */
  readonly isQuota?: boolean;
}

/** The move of a volume by its rule. */
export function choose(planning: Planning, volume: Volume): Chosen | Blocked {
  const { parameters } = planning;
  if (!parameters.attached_volumes && volume.attachments.length > 0)
    return { reasons: ['the volume is attached, and attached_volumes is false'] };
  const rule = ruleOf(volume, parameters.storage_pools);
  if (rule === undefined)
    return {
      reasons: [
        volume.volumeType === null
          ? `the volume has no type, and no rule for ${volume.host} covers it`
          : `no rule for ${volume.host} covers volume type ${volume.volumeType}`,
      ],
    };
  return rule.dst_type === undefined
    ? chooseDestination(planning, volume, rule)
    : chooseType(planning, volume, rule.dst_type);
}

// The rule for its type comes before the one for all types, in whatever order they are given.
function ruleOf({ host, volumeType }: Volume, rules: readonly Rule[]): Rule | undefined {
  const own = rules.filter(({ src_pool }) => src_pool === host);
  return (
    own.find(({ src_type }) => src_type === volumeType) ?? own.find(({ src_type }) => src_type === undefined)
  );
}

// Of the destinations that can take it, the one that is least full afterwards.
function chooseDestination(planning: Planning, volume: Volume, { dst_pool = [] }: Rule): Chosen | Blocked {
  const named = [dst_pool].flat();
  const pools = named.filter((pool) => pool !== volume.host && !planning.sources.has(pool));
  if (pools.length === 0)
    return { reasons: [`every destination is a pool that is to be emptied: ${named.join(', ')}`] };
  const [first = '', ...others] = pools.toSorted(byFullness(planning, volume));
  const reasons = new Set<string>();
  for (const pool of [first, ...others]) {
    const parameters = toPool(volume.id, pool);
    const ledger = planning.ledgers.get(pool);
    const ofRoom = ledger === undefined ? [] : roomFor(ledger, loadOf(planning.view, volume));
    const isWalked = ofRoom.length === 0;
    const against = isWalked ? planning.against(volume, parameters) : ofRoom;
    if (against.length === 0) return { volume, parameters, pool, newType: null, after: [] };
    for (const reason of against) reasons.add(reason);
    if (isWalked && isBlockedItself(planning.view, volume)) return { reasons: [...reasons] };
  }
  // If only room was missing, what blocks the volume itself is reported too.
  for (const reason of planning.against(volume, toPool(volume.id, first))) reasons.add(reason);
  return { reasons: [...reasons] };
}

const byFullness =
  ({ ledgers }: Planning, { sizeGib }: Volume) =>
  (one: string, other: string): number => {
    const fullness = (name: string): number => {
      const ledger = ledgers.get(name);
      if (ledger === undefined) return 1e7;
      return isKnown(ledger) ? usedPercent(ledger, sizeGib) : 1e6;
    };
    return fullness(one) - fullness(other) || (one < other ? -1 : 1);
  };

function chooseType(planning: Planning, volume: Volume, nameOrId: string): Chosen | Blocked {
  const parameters = toType(volume.id, nameOrId);
  const against = planning.against(volume, parameters);
  const destination = planning.view.types.get(nameOrId);
  if (destination === undefined) return { reasons: against };
  const load = { volume, typeName: destination.name };
  const shortage = planning.quotas.reasons(load);
  if (against.length > 0) return { reasons: [...against, ...shortage] };
  const place = placeOf(planning, volume, destination);
  if ('reasons' in place) return { reasons: [...place.reasons, ...shortage] };
  const after = shortage.length === 0 ? [] : planning.isLast ? planning.quotas.after(load) : null;
  if (after === null) return { reasons: shortage, isQuota: true };
  return { volume, parameters, pool: place.pool.name, newType: destination, after };
}

// Where Cinder's scheduler is expected to put the volume, besides everything that the plan so far brings.
function placeOf(planning: Planning, volume: Volume, destination: ViewVolumeType): PoolLedger | Blocked {
  const { stays, serving, chosen, reasons } = retypePlace(
    planning.view,
    planning.ledgers,
    volume,
    destination,
  );
  if (stays) return { reasons: [staysThere(volume, destination)] };
  const emptied = serving.filter(({ pool }) => planning.sources.has(pool.name)).map(({ pool }) => pool.name);
  if (emptied.length > 0)
    return {
      reasons: [
        `Cinder could choose a pool that is to be emptied: ${emptied.join(', ')}. Disable its service, or name a dst_pool`,
      ],
    };
  return chosen ?? { reasons };
}

const staysThere = ({ host }: Volume, { name }: ViewVolumeType): string =>
  `a retype would leave the data where it is: ${host} serves volume type ${name} too. Disable its service, so that Cinder moves the volume, or name a dst_pool`;
