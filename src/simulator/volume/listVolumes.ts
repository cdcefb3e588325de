// Cinder's list of volumes.
import type { Volume } from '../model.ts';
import { pageLinks, paginate } from '../pages.ts';
import { volumeNotFound } from '../refusal.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import { sorted } from './sortVolumes.ts';
import { volumeDetail, volumeSummary, volumeUrl } from './views.ts';
import { filtered } from './volumeFilters.ts';

/** GET /volumes and /volumes/detail: newest first, the caller's project only unless an admin requests all. */
export const listVolumes =
  (view: 'summary' | 'detail') =>
  (call: AuthorizedCall): Answer => {
    const rows = sorted(call, filtered(call, visible(call)));
    const base = volumeUrl(call, view === 'detail' ? 'volumes/detail' : 'volumes');
    const page = paginate(call, rows, base, volumeNotFound);
    const show = view === 'detail' ? volumeDetail : volumeSummary;
    const volumes = page.items.map((volume) => show(call, volume));
    const count = call.query.get('with_count') === 'true' && call.version >= 45 ? { count: rows.length } : {};
    return { status: 200, body: { volumes, ...pageLinks('volumes_links', page), ...count } };
  };

const TRUE = ['1', 'true', 't', 'yes', 'y', 'on'];

/** Whether an admin requests the rows of all projects; the parameter is ignored for others. */
export const asksForAll = (call: AuthorizedCall): boolean =>
  call.isAdmin && TRUE.includes((call.query.get('all_tenants') ?? '').toLowerCase());

function visible(call: AuthorizedCall): Volume[] {
  const volumes = [...call.sim.state.volumes.values()];
  if (asksForAll(call)) return volumes;
  const own = volumes.filter(({ projectId }) => projectId === call.projectId);
  // Seen on both releases: only an admin's list has the temporary rows of moves.
  return call.isAdmin ? own : own.filter(({ migrationStatus }) => !migrationStatus?.startsWith('target:'));
}
