// A plan that has not been applied: embedded in the page, with the checks of its moves from the server.
import type { FoundChecks, PlanPreview } from '../../inspector/planPreview.ts';
import { withToken } from './live.ts';
import type { Connection } from './shown.ts';

/** The embedded plan; null if the page shows runs. */
export function embeddedPreview(): PlanPreview | null {
  const text = document.getElementById('plan')?.textContent;
  return text == null ? null : (JSON.parse(text) as PlanPreview);
}

export interface CheckNews {
  readonly connection: (connection: Connection) => void;
  readonly checks: (checks: FoundChecks) => void;
  readonly fault: (message: string) => void;
}

/** Listens to the checks. Returns a function that stops it. */
export function listenToChecks(news: CheckNews): () => void {
  const source = new EventSource(withToken('/api/events'));
  source.onopen = () => news.connection('live');
  source.onerror = () => news.connection('lost');
  // The server's data is trusted: it is used as it is.
  source.addEventListener('checks', ({ data }) => news.checks(JSON.parse(data)));
  source.addEventListener('fault', ({ data }) => news.fault(JSON.parse(data).message));
  return () => source.close();
}

/** A page of the plan that opens without a server. */
export const exportedPlanAddress = (): string => withToken('/api/export');
