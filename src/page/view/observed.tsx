// What was read of volumes and servers, change by change.
import { useMemo } from 'preact/hooks';
import { observedIn, type Sighting, type Subject } from '../story/observed.ts';
import type { RunAtPlace } from '../travel/useRun.ts';
import { clock } from '../words/units.ts';
import { useRoving } from './useRoving.ts';

export function Observed({ run }: { readonly run: RunAtPlace }) {
  const { moments, n, hrefOf } = run;
  const subjects = useMemo(() => observedIn(moments), [moments]);
  const { ref, ...roving } = useRoving<HTMLDivElement>('a.time', 'tr.is-here a.time');
  if (subjects.length === 0) return <p class="empty">No resources of the cloud have been seen yet.</p>;
  return (
    <div ref={ref} {...roving}>
      {subjects.map((subject) => (
        <section class="scroller" aria-label={subject.title} key={subject.id}>
          <SubjectTable {...{ subject, n, hrefOf }} />
        </section>
      ))}
    </div>
  );
}

interface SubjectTableProps extends Pick<RunAtPlace, 'n' | 'hrefOf'> {
  readonly subject: Subject;
}

function SubjectTable({ subject: { title, sightings }, n, hrefOf }: SubjectTableProps) {
  const columns = Object.keys(sightings[0]?.fields ?? {});
  const here = sightings.findLast((sighting) => sighting.n <= n);
  const placeOf = (sighting: Sighting): Place => {
    if (sighting === here) return 'is-here';
    return sighting.n > n ? 'is-later' : '';
  };
  return (
    <table class="observed">
      <caption>{title}</caption>
      <thead>
        <tr>
          {['seen at', ...columns].map((column) => (
            <th scope="col" key={column}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sightings.map((sighting) => (
          <SightingRow {...{ sighting, columns, hrefOf, place: placeOf(sighting) }} key={sighting.n} />
        ))}
      </tbody>
    </table>
  );
}

type Place = 'is-here' | 'is-later' | '';

interface SightingRowProps extends Pick<RunAtPlace, 'hrefOf'> {
  readonly sighting: Sighting;
  readonly columns: readonly string[];
  readonly place: Place;
}

const SightingRow = ({ sighting, columns, hrefOf, place }: SightingRowProps) => (
  <tr class={place} aria-current={place === 'is-here' ? 'step' : undefined}>
    <td>
      <a class="time" href={hrefOf(sighting.n)} tabIndex={-1}>
        {clock(sighting.afterMs)}
      </a>
    </td>
    {columns.map((column) => (
      <td class={sighting.changed.has(column) ? 'is-changed' : ''} key={column}>
        {sighting.fields[column]}
      </td>
    ))}
  </tr>
);
