// A view with its rows by ID, in an order that does not depend on the view's.
import type { Pool, Server, Volume } from '../../../machines/types.ts';
import type { CloudView, ViewAttachment, ViewVolumeType } from './types.ts';

/** What strategies look up in a view. */
export interface IndexedView {
  readonly view: CloudView;
  readonly volumes: ReadonlyMap<string, Volume>;
  /** By ID and by name; an ID comes first. */
  readonly types: ReadonlyMap<string, ViewVolumeType>;
  /** By name, in the order of names. */
  readonly pools: ReadonlyMap<string, Pool>;
  readonly servers: ReadonlyMap<string, Server>;
  readonly serversOfVolume: ReadonlyMap<string, readonly Server[]>;
  readonly snapshotsOfVolume: ReadonlyMap<string, readonly string[]>;
  readonly attachmentsOfVolume: ReadonlyMap<string, readonly ViewAttachment[]>;
  /** Volumes by `host@backend#pool`, in the order of their IDs. */
  readonly volumesOfPool: ReadonlyMap<string, readonly Volume[]>;
}

/** Indexes a view. */
export function indexed(view: CloudView): IndexedView {
  const volumes = unique(view.volumes, ({ id }) => id);
  const types = unique(view.types, ({ id }) => id);
  const servers = unique(view.servers, ({ id }) => id);
  const holders = servers.flatMap((server) => server.volumeIds.map((id) => ({ id, server })));
  return {
    view,
    volumes: new Map(volumes.map((volume) => [volume.id, volume])),
    types: new Map([
      ...types.map((type) => [type.name, type] as const),
      ...types.map((type) => [type.id, type] as const),
    ]),
    pools: new Map(unique(view.pools, ({ name }) => name).map((pool) => [pool.name, pool])),
    servers: new Map(servers.map((server) => [server.id, server])),
    serversOfVolume: mapped(
      holders,
      ({ id }) => id,
      ({ server }) => server,
    ),
    snapshotsOfVolume: mapped(
      unique(view.snapshots, ({ id }) => id),
      ({ volumeId }) => volumeId,
      ({ id }) => id,
    ),
    attachmentsOfVolume: mapped(
      unique(view.attachments, ({ id }) => id),
      ({ volumeId }) => volumeId,
      (one) => one,
    ),
    volumesOfPool: mapped(
      volumes.filter(({ host }) => host !== null),
      ({ host }) => host ?? '',
      (volume) => volume,
    ),
  };
}

// In the order of the keys. A list that was read page by page may have a row twice: which of them counts must not depend on the order.
function unique<Row>(rows: readonly Row[], keyOf: (row: Row) => string): readonly Row[] {
  const sorted = rows.toSorted(byKey(keyOf));
  if (!sorted.some((row, place) => place > 0 && keyOf(row) === keyOf(sorted[place - 1] as Row)))
    return sorted;
  const text = byKey<Row>((row) => JSON.stringify(row));
  const first = new Map<string, Row>();
  for (const row of sorted) {
    const known = first.get(keyOf(row));
    if (known === undefined || text(row, known) < 0) first.set(keyOf(row), row);
  }
  return [...first.values()];
}

/** Orders by a text, in the order of its characters: the same on every machine. */
export const byKey =
  <Row>(keyOf: (row: Row) => string) =>
  (one: Row, other: Row): number => {
    const [a, b] = [keyOf(one), keyOf(other)];
    if (a === b) return 0;
    return a < b ? -1 : 1;
  };

function mapped<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueIn: (row: Row) => Value,
): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Value[]>();
  for (const row of rows) {
    const values = found.get(keyOf(row));
    if (values === undefined) found.set(keyOf(row), [valueIn(row)]);
    else values.push(valueIn(row));
  }
  return found;
}
