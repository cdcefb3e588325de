// volume-migrate pools
import process from 'node:process';
import { servicesAt } from '../../machines/serviceReasons.ts';
import type { Pool, VolumeService } from '../../machines/types.ts';
import { listPools } from '../../services/cinder/pools.ts';
import { listVolumeServices } from '../../services/cinder/volumeServices.ts';
import { type Capacity, capacityIn, capacityInWords } from './capacity.ts';
import type { CloudFlags } from './cloudFlags.ts';
import { fitWord, item, reasonLines } from './fitLines.ts';
import { everywhereReasons, poolReasons, type Subject, subjectOf } from './fitting.ts';
import { onCloud } from './onCloud.ts';
import { penFor, sayError, sayJson, sayLines } from './output.ts';
import { type Column, tableLines, terminalWidth } from './table.ts';

interface Flags extends CloudFlags {
  readonly for?: string;
  readonly json?: boolean;
}

/** A pool; or a service whose pools Cinder does not list because it is down, disabled or frozen. */
interface Row {
  readonly name: string;
  readonly isListed: boolean;
  readonly backend: string | null;
  readonly totalGib: Capacity;
  readonly freeGib: Capacity;
  readonly allocatedGib: Capacity;
  readonly provisionedGib: Capacity;
  readonly zone: string | null;
  readonly service: {
    readonly state: 'up' | 'down';
    readonly status: 'enabled' | 'disabled';
    readonly isFrozen: boolean;
    readonly disabledReason: string | null;
  } | null;
  /** With --for: why it does not fit; empty if it does. */
  readonly reasons?: readonly string[];
}

/** Lists the pools of a cloud; with --for, says which can take a volume or a volume type. */
export async function pools(flags: Flags): Promise<number> {
  return await onCloud(flags, async (cloud) => {
    const subject = flags.for === undefined ? null : await subjectOf(cloud, flags.for);
    const services = await listVolumeServices(cloud);
    const found = await listPools(cloud);
    const rows = [
      ...found.map((pool) => poolRow(pool, services, subject)),
      ...services
        .filter((service) => !isListed(service, found))
        .map((service) => serviceRow(service, subject)),
    ].toSorted((one, other) => one.name.localeCompare(other.name));
    if (flags.json) sayJson(rows);
    else tell(rows, subject);
  });
}

const isListed = (service: VolumeService, found: readonly Pool[]): boolean =>
  found.some(({ name }) => servicesAt(name, [service]).length > 0);

function poolRow(reported: Pool, services: readonly VolumeService[], subject: Subject | null): Row {
  const { name, capabilities } = reported;
  const [own] = servicesAt(name, services);
  const availabilityZone = own?.availabilityZone ?? null;
  const pool = { ...reported, availabilityZone };
  return {
    ...{ name, isListed: true, zone: availabilityZone },
    backend: textIn(capabilities['volume_backend_name']),
    totalGib: capacityIn(capabilities['total_capacity_gb']),
    freeGib: capacityIn(capabilities['free_capacity_gb']),
    allocatedGib: capacityIn(capabilities['allocated_capacity_gb']),
    provisionedGib: capacityIn(capabilities['provisioned_capacity_gb']),
    service: own === undefined ? null : stateOf(own),
    ...(subject === null ? {} : { reasons: poolReasons(subject, pool) }),
  };
}

function serviceRow(service: VolumeService, subject: Subject | null): Row {
  const unknown = { totalGib: 'unknown', freeGib: 'unknown' } as const;
  return {
    ...{ name: service.host, isListed: false, backend: null, zone: service.availabilityZone, ...unknown },
    ...{ allocatedGib: 'unknown', provisionedGib: 'unknown', service: stateOf(service) },
    ...(subject === null ? {} : { reasons: [whyUnlisted(service)] }),
  };
}

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const stateOf = ({ isUp, isEnabled, isFrozen, disabledReason }: VolumeService): Row['service'] => ({
  state: isUp ? 'up' : 'down',
  status: isEnabled ? 'enabled' : 'disabled',
  ...{ isFrozen, disabledReason },
});

const stateInWords = (service: Row['service']): string =>
  service === null ? 'unknown' : `${service.state}, ${service.isFrozen ? 'frozen' : service.status}`;

function whyUnlisted(service: VolumeService): string {
  const { host, disabledReason, isFrozen } = service;
  const why = disabledReason === null || isFrozen ? '' : ` (${disabledReason})`;
  return `Cinder lists no pools of ${host}: its service is ${stateInWords(stateOf(service))}${why}`;
}

const COLUMNS: readonly Column[] = [
  { head: 'POOL', min: 18 },
  { head: 'FREE', isNumber: true },
  { head: 'TOTAL', isNumber: true, drop: 4 },
  { head: 'ALLOCATED', isNumber: true, drop: 2 },
  { head: 'PROVISIONED', isNumber: true, drop: 1 },
  { head: 'SERVICE' },
  { head: 'ZONE', min: 6, drop: 5 },
  { head: 'BACKEND', min: 8, drop: 3 },
];

function tell(rows: readonly Row[], subject: Subject | null): void {
  if (rows.length === 0) {
    sayError('no pools');
    return;
  }
  const cells = rows.map((row) => [
    row.name,
    ...(row.reasons === undefined ? [] : [fitWord(row.reasons)]),
    ...[row.freeGib, row.totalGib, row.allocatedGib, row.provisionedGib].map(capacityInWords),
    ...[stateInWords(row.service), row.zone ?? 'unknown', row.backend ?? ''],
  ]);
  const [first, ...others] = COLUMNS;
  const columns = subject === null ? COLUMNS : [first as Column, { head: 'FITS' }, ...others];
  sayLines(tableLines(columns, cells, terminalWidth()));
  if (subject === null) return;
  const pen = penFor(process.stdout);
  const everywhere = everywhereReasons(subject);
  sayLines(
    reasonLines(
      rows.map(({ name, reasons = [] }) => ({ name, reasons })),
      pen,
    ),
  );
  if (everywhere.length > 0) sayLines(['', 'It cannot move to any pool now:', ...everywhere.flatMap(item)]);
}
