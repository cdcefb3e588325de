// The strategy zone_migration: empties pools, so that their storage can be serviced or retired.
import type { PlanAction } from '../../../machines/plan/types.ts';
import type { Pool, Volume } from '../../../machines/types.ts';
import { isKnown, percent, usedGib, usedPercent } from '../capacity.ts';
import { actionOf } from '../moves.ts';
import { planPools } from '../planPools.ts';
import type { Proposal, Strategy } from '../types.ts';
import { indexed } from '../view/indexed.ts';
import type { CloudView } from '../view/types.ts';
import { choose } from './choose.ts';
import { checkNames } from './names.ts';
import { notesOf } from './notes.ts';
import { volumeOrder } from './order.ts';
import { type ZoneMigrationParameters, zoneMigrationSchema } from './parameters.ts';
import { type Chosen, createPlanning, type Planning, take } from './planning.ts';

/** Empties pools: migrates their volumes to other pools, or retypes them. */
export const zoneMigration: Strategy<ZoneMigrationParameters> = {
  name: 'zone-migration',
  description: 'empties storage pools',
  parameters: zoneMigrationSchema as Strategy<ZoneMigrationParameters>['parameters'],
  propose,
};

function propose(view: CloudView, parameters: ZoneMigrationParameters): Proposal {
  const planning = createPlanning(indexed(view), parameters);
  checkNames(planning);
  const sources = [...planning.sources].toSorted();
  const candidates = sources
    .flatMap((pool) => planning.view.volumesOfPool.get(pool) ?? [])
    .toSorted(volumeOrder(parameters));
  moveGroups(planning, groupsOf(candidates, parameters));
  const { actions, skipped, ledgers } = planning;
  return {
    ...{ actions, skipped, pools: planPools(planning.view, ledgers.values()), empties: sources },
    limits: { total: parameters.parallel_total, perPool: parameters.parallel_per_pool },
    notes: notesOf(planning),
  };
}

// With `together`, the volumes of a server are one group.
function groupsOf(volumes: readonly Volume[], { together }: ZoneMigrationParameters): Volume[][] {
  if (!together) return volumes.map((volume) => [volume]);
  const groups = new Map<string, Volume[]>();
  for (const volume of volumes) {
    const key = volume.attachments[0]?.serverId ?? volume.id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [volume]);
    else group.push(volume);
  }
  return [...groups.values()];
}

// Groups that only a quota blocks are tried again once the others have been planned: retypes away from a type free its quota.
function moveGroups(planning: Planning, groups: readonly (readonly Volume[])[]): void {
  let left = groups.filter((group) => !moveGroup(planning, group, 'put off'));
  planning.isLast = true;
  for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
    before = left.length;
    left = left.filter((group) => !moveGroup(planning, group, 'put off'));
  }
  for (const group of left) moveGroup(planning, group, 'skip');
}

// All of a group, or none: where one cannot move, the others stay with it. Returns false if the group is put off.
function moveGroup(planning: Planning, group: readonly Volume[], forQuota: 'put off' | 'skip'): boolean {
  const chosen: Chosen[] = [];
  const blocked = new Map<string, readonly string[]>();
  let isQuota = forQuota === 'put off';
  for (const volume of group) {
    const found = choose(planning, volume);
    if ('reasons' in found) {
      blocked.set(volume.id, found.reasons);
      isQuota &&= found.isQuota ?? false;
    } else {
      take(planning, found);
      chosen.push(found);
    }
  }
  if (blocked.size === 0) {
    for (const each of chosen) hold(planning, each);
    return true;
  }
  for (const each of chosen) take(planning, each, -1);
  if (isQuota) return false;
  const first = [...blocked.keys()][0] ?? '';
  for (const { id } of group) {
    const reasons = blocked.get(id) ?? [
      `volume ${first} of the same server cannot move, and they stay together`,
    ];
    planning.skipped.push({ resourceId: id, reasons });
  }
  return true;
}

function hold(planning: Planning, chosen: Chosen): void {
  const { volume, newType } = chosen;
  if (newType !== null) planning.quotas.confirm({ volume, typeName: newType.name });
  planning.actions.push(actionFor(planning, chosen));
}

// A migration does not choose a zone: the volume gets that of its new pool.
function zoneChange({ availabilityZone: own }: Volume, pool: Pool | undefined): string {
  const zone = pool?.availabilityZone ?? null;
  return own === null || zone === null || zone === own
    ? ''
    : `; the volume leaves availability zone ${own} for ${zone}`;
}

function actionFor({ ledgers }: Planning, { volume, parameters, pool, newType, after }: Chosen): PlanAction {
  const what = `empties ${volume.host}: ${volume.sizeGib} GiB`;
  if (newType !== null) {
    const first =
      after.length === 0
        ? ''
        : `, once ${after.length === 1 ? 'volume' : 'volumes'} ${after.join(', ')} ${after.length === 1 ? 'has' : 'have'} left that type: until then the quota of project ${volume.projectId} has no room`;
    return actionOf(volume, parameters, `${what} to volume type ${newType.name}${first}`, after);
  }
  const ledger = ledgers.get(pool);
  const full =
    ledger === undefined || !isKnown(ledger)
      ? ''
      : `, which is then ${percent(usedPercent(ledger))} full (${Math.round(usedGib(ledger))} of ${ledger.totalGib} GiB)`;
  return actionOf(volume, parameters, `${what} to ${pool}${full}${zoneChange(volume, ledger?.pool)}`);
}
