// The run that is embedded in the page: then there is no server, and no requests are sent.
import type { InspectedHead, InspectedMoment } from '../../inspector/inspectedTimeline.ts';
import { nothingYet, type Shown } from './shown.ts';

type Embedded = InspectedHead & { readonly moments: readonly InspectedMoment[] };

/** The embedded run; null if a server provides the runs. */
export function embeddedRun(): Shown | null {
  const text = document.getElementById('run')?.textContent;
  if (text == null) return null;
  const { moments, ...head } = JSON.parse(text) as Embedded;
  return { ...nothingYet, connection: 'file', head, moments };
}
