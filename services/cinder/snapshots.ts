import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { listAll } from '../http/pages.ts';

/** `GET /snapshots?all_tenants=1&volume_id=…`, all pages: ids, in any project. Proved by cinder/api/v2/snapshots.py. */
export async function listSnapshots(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const list = {
    service: 'volume',
    path: '/snapshots',
    query: { all_tenants: '1', volume_id: volumeId },
    rowsKey: 'snapshots',
    linksKey: 'snapshots_links',
    row: z.object({ id: z.string() }),
  } as const;
  return (await listAll(cloud, list, signal)).map((snapshot) => snapshot.id);
}
