// The volumes that a plan leaves where they are, by why: part by part, because there may be thousands.
import { useMemo } from 'preact/hooks';
import type { PreviewedStay } from '../../inspector/planPreview.ts';
import { type StayGroup, stayGroups } from '../preview/stays.ts';
import { count, short } from '../words/units.ts';
import { useDisclosure } from './disclosure.tsx';
import { Pager, usePages } from './pager.tsx';
import { Texts } from './texts.tsx';

const GROUPS_SHOWN = 12;
const VOLUMES_SHOWN = 60;

export function PreviewStays({ stays }: { readonly stays: readonly PreviewedStay[] }) {
  const groups = useMemo(() => stayGroups(stays), [stays]);
  const paged = usePages(groups, GROUPS_SHOWN);
  if (stays.length === 0) return null;
  return (
    <section class="preview-stays" id="stays" aria-label="Volumes that stay">
      <h2>
        Left out by the plan <span class="count">{stays.length}</span>
      </h2>
      <ul>
        {paged.shown.map((group) => (
          <Group key={group.volumes[0]?.volumeId} group={group} />
        ))}
      </ul>
      <Pager paged={paged} what="reasons" />
    </section>
  );
}

function Group({ group: { reasons, volumes } }: { readonly group: StayGroup }) {
  const many = count(volumes.length, 'volume');
  const { isShown, button } = useDisclosure(many, `Which ${many}`);
  return (
    <li>
      <Texts texts={reasons.length === 0 ? ['no reason given'] : reasons} kind="reasons" />
      {volumes.length === 1 ? <Volumes volumes={volumes} /> : button}
      {volumes.length > 1 && isShown && <Volumes volumes={volumes} />}
    </li>
  );
}

function Volumes({ volumes }: Pick<StayGroup, 'volumes'>) {
  const paged = usePages(volumes, VOLUMES_SHOWN);
  return (
    <>
      <ul class="stay-volumes">
        {paged.shown.map(({ volumeId, name }) => (
          <li key={volumeId} title={volumeId}>
            {name} <code>{short(volumeId)}</code>
          </li>
        ))}
      </ul>
      <Pager paged={paged} what="volumes" />
    </>
  );
}
