// Lists the volumes that Cinder is moving, each with the request that showed it.
import type { Volume } from '../../machines/types.ts';
import { isMoving } from '../../machines/volumeRules.ts';
import type { Cloud } from '../connect.ts';
import { StateError } from '../faults.ts';
import { listPages } from '../http/pages.ts';
import { type RequestTrace, withRequestTrace } from '../http/requestTrace.ts';
import { VOLUMES_PAGE } from './volumes.ts';

/** A row of a list. */
export interface ListedVolume {
  readonly volume: Volume;
  /** The request that showed it. */
  readonly request: RequestTrace | null;
}

export interface MovingVolumes {
  readonly byId: ReadonlyMap<string, ListedVolume>;
  /** How many requests the lists took. */
  readonly requests: number;
}

const RETYPING = 'retyping';

/** Whether the lists show this volume; a user who does not see its host does not see what moves either. */
export const isListed = (volume: Volume | null): boolean =>
  volume !== null && volume.host !== null && (isMoving(volume) || volume.status === RETYPING);

interface Filter {
  readonly name: string;
  readonly value: string;
  readonly matches: (volume: Volume) => boolean;
}

// A retype within a backend never shows a migration_status. `ing`: starting, migrating, completing, also deleting.
const FILTERS: readonly Filter[] = [
  {
    ...{ name: 'migration_status~', value: 'ing' },
    matches: ({ migrationStatus }) => migrationStatus?.includes('ing') ?? false,
  },
  { name: 'status', value: RETYPING, matches: ({ status }) => status === RETYPING },
];

/**
 * `GET /volumes/detail?all_tenants=1&migration_status~=ing`, and the same with `status=retyping`, all pages. Rejects with
 * StateError `FilterIgnored` if a row does not match its filter. A Cinder that does not know a filter may also list nothing.
 * Source: cinder/db/sqlalchemy/api.py (_process_volume_filters), cinder/api/common.py (convert_filter_attributes).
 */
export async function listMovingVolumes(cloud: Cloud, signal?: AbortSignal): Promise<MovingVolumes> {
  const traces: RequestTrace[] = [];
  const byId = new Map<string, ListedVolume>();
  const trace = (request: RequestTrace) => void traces.push(request);
  await withRequestTrace(trace, async () => {
    for (const filter of FILTERS) {
      for await (const rows of pagesOf(cloud, filter, signal)) {
        assertHonoured(filter, rows);
        const request = traces.at(-1) ?? null;
        for (const volume of rows) byId.set(volume.id, { volume, request });
      }
    }
  });
  return { byId, requests: traces.length };
}

function pagesOf(cloud: Cloud, { name, value }: Filter, signal?: AbortSignal) {
  const query = { all_tenants: '1', [name]: value };
  return listPages(cloud, { service: 'volume', path: '/volumes/detail', query, page: VOLUMES_PAGE }, signal);
}

// Checked page by page: such a cloud lists all of its volumes.
function assertHonoured({ name, value, matches }: Filter, rows: readonly Volume[]): void {
  const other = rows.find((volume) => !matches(volume));
  if (other === undefined) return;
  throw new StateError({
    code: 'FilterIgnored',
    message: `Cinder ignores the filter ${name}=${value}: its list contains volume ${other.id}`,
  });
}
