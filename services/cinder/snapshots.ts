// The snapshots of a volume.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { listAll, pageOf } from '../http/pages.ts';

const PAGE = pageOf('snapshots', 'snapshots_links', z.object({ id: z.string() }));

/**
 * `GET /snapshots?all_tenants=1&volume_id=…`, all pages: the snapshots' IDs, in any project. Source:
 * cinder/api/v2/snapshots.py.
 */
export async function listSnapshots(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const query = { all_tenants: '1', volume_id: volumeId };
  const rows = await listAll(cloud, { service: 'volume', path: '/snapshots', query, page: PAGE }, signal);
  return rows.map((snapshot) => snapshot.id);
}
