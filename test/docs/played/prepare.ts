// What a page presupposes: volumes for the IDs that it shows, runs for the commands that need one, other programs.
import type { Page } from '../pages.ts';
import { program, type ReadersFolder } from './folder.ts';

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** The start of a run's ID wherever a page needs one: it stands for the newest run or plan. */
const SOME_RUN = '3f9c2d1a';

/** Makes the folder ready for a page. Returns the page with the IDs of the folder's cloud in place of its own. */
export async function prepare(page: Page, { folder, running }: ReadersFolder): Promise<Page> {
  const { cloud } = running;
  const own = { type: 'alpha', project: 'demo', user: 'alice' };
  const ids = new Map<string, string>();
  for (const { code, language } of page.blocks)
    for (const [id] of language === 'console' ? [] : code.matchAll(UUID))
      if (!ids.has(id)) ids.set(id, cloud.addVolume({ ...own, name: `volume-${ids.size}` }).id);
  const exported = [1, 2].map((n) => cloud.addVolume({ ...own, name: `exported-${n}` }).id);
  await program(folder, 'openstack', openstackOf(exported));
  await program(folder, 'newest', NEWEST);
  const replaced = (code: string): string =>
    code.replaceAll(UUID, (id) => ids.get(id) ?? id).replaceAll(SOME_RUN, '"$(newest)"');
  return {
    ...page,
    blocks: page.blocks.map((block) => ({
      ...block,
      code: block.language === 'console' ? block.code : replaced(block.code),
    })),
  };
}

const NEWEST = `volume-migrate runs --json --limit 1 | node -e '
let text = ""; process.stdin.on("data", (chunk) => (text += chunk)).on("end", () => console.log(/"runId": ?"([^"]+)"/.exec(text)[1]));'
`;

/** The OpenStack client as far as pages use it: the export of an action plan with these volumes, and changes of services. */
function openstackOf(volumeIds: readonly string[]): string {
  const actions = volumeIds.map((resource_id, index) => ({
    ...{ UUID: `00000000-0000-4000-8000-00000000000${index}`, Parents: [], State: 'PENDING' },
    Action: 'volume_migrate',
    Parameters: { resource_id, migration_type: 'migrate', destination_node: 'node2@alpha#alpha' },
  }));
  return `case "$1" in optimize) echo '${JSON.stringify(actions)}' ;; volume) ;; *) echo "openstack $*: unexpected" >&2; exit 2 ;; esac\n`;
}
