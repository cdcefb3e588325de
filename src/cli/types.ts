// volume-migrate types
import process from 'node:process';
import { mismatches } from '../../machines/extraSpecs.ts';
import type { Pool, VolumeType } from '../../machines/types.ts';
import { listPoolsWithZones } from '../../services/cinder/pools.ts';
import { getTypeEncryption } from '../../services/cinder/typeDetails.ts';
import { listVolumeTypes } from '../../services/cinder/types.ts';
import type { Cloud } from '../../services/index.ts';
import type { CloudFlags } from './cloudFlags.ts';
import { fitWord, reasonLines } from './fitLines.ts';
import { typeReasonsFor, volumeSubject } from './fitting.ts';
import { onCloud } from './onCloud.ts';
import { penFor, sayError, sayJson, sayLines } from './output.ts';
import { type Column, tableLines, terminalWidth } from './table.ts';

interface Flags extends CloudFlags {
  readonly for?: string;
  readonly json?: boolean;
}

interface Row {
  readonly id: string;
  readonly name: string;
  /** The backend that the extra specs require; null if they require none. */
  readonly backend: string | null;
  readonly isPublic: boolean;
  /** The encryption provider; null if its volumes are not encrypted. */
  readonly encryption: string | null;
  readonly extraSpecs: VolumeType['extraSpecs'];
  /** The pools whose reports meet the extra specs. */
  readonly pools: readonly string[];
  /** With --for: why the volume cannot get the type; empty if it can. */
  readonly reasons?: readonly string[];
}

/** Lists the volume types of a cloud; with --for, says which a volume can get. */
export async function types(flags: Flags): Promise<number> {
  return await onCloud(flags, async (cloud) => {
    const subject = flags.for === undefined ? null : await volumeSubject(cloud, flags.for);
    const pools = await listPoolsWithZones(cloud);
    const rows: Row[] = [];
    for (const type of await listVolumeTypes(cloud)) {
      const row = await rowOf(cloud, type, pools);
      const reasons = subject === null ? null : await typeReasonsFor(cloud, subject, type, pools);
      rows.push(reasons === null ? row : { ...row, reasons });
    }
    const sorted = rows.toSorted((one, other) => one.name.localeCompare(other.name));
    if (flags.json) sayJson(sorted);
    else tell(sorted);
  });
}

async function rowOf(cloud: Cloud, type: VolumeType, pools: readonly Pool[]): Promise<Row> {
  const { id, name, isPublic, extraSpecs } = type;
  const backend = extraSpecs['volume_backend_name'] ?? extraSpecs['capabilities:volume_backend_name'];
  return {
    ...{ id, name, isPublic, extraSpecs, backend: backend ?? null },
    encryption: await getTypeEncryption(cloud, id),
    pools: pools.filter((pool) => mismatches(type, pool).length === 0).map((pool) => pool.name),
  };
}

const COLUMNS: readonly Column[] = [
  { head: 'TYPE', min: 12 },
  { head: 'BACKEND', min: 8 },
  { head: 'ACCESS' },
  { head: 'ENCRYPTION' },
  { head: 'POOLS', isNumber: true, drop: 2 },
  { head: 'ID', drop: 1 },
];

function tell(rows: readonly Row[]): void {
  if (rows.length === 0) {
    sayError('no volume types');
    return;
  }
  const cells = rows.map(({ id, name, backend, isPublic, encryption, pools, reasons }) => [
    name,
    ...(reasons === undefined ? [] : [fitWord(reasons)]),
    ...[backend ?? 'any', isPublic ? 'public' : 'private', encryption ?? 'none', String(pools.length), id],
  ]);
  const [first, ...others] = COLUMNS;
  const columns = rows[0]?.reasons === undefined ? COLUMNS : [first as Column, { head: 'FITS' }, ...others];
  sayLines(tableLines(columns, cells, terminalWidth()));
  const fits = rows.map(({ name, reasons = [] }) => ({ name, reasons }));
  sayLines(reasonLines(fits, penFor(process.stdout)));
}
