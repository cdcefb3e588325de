// The inspector's server: receives its server-sent events.
import type { News } from './shown.ts';

type Tell = (news: News) => void;

const EVENTS = ['runs', 'head', 'moments', 'fault'] as const;

/** The token is in the page's own address and stays there, so the link works again. */
export const withToken = (path: string, fields: Readonly<Record<string, string>> = {}): string => {
  const token = new URLSearchParams(location.search).get('token') ?? '';
  return `${path}?${new URLSearchParams({ token, ...fields })}`;
};

/** A page of one run that opens without a server. */
export const exportAddress = (run: string): string => withToken('/api/export', { run });

/** Listens to the list of runs and to one run. Returns a function that stops it. */
export function listen(run: string | null, tell: Tell): () => void {
  const source = new EventSource(withToken('/api/events', run === null ? {} : { run }));
  source.onopen = () => tell({ type: 'connection', connection: 'live' });
  source.onerror = () => tell({ type: 'connection', connection: 'lost' });
  for (const name of EVENTS) {
    source.addEventListener(name, ({ data }) => tell(newsOf(name, JSON.parse(data))));
  }
  return () => source.close();
}

// The server's data is trusted: it is used as it is.
function newsOf(name: (typeof EVENTS)[number], data: unknown): News {
  const fields = name === 'runs' || name === 'head' ? { [name]: data } : data;
  return { type: name, ...(fields as object) } as News;
}
