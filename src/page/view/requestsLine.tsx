// Requests in the story: similar ones in one line.
import { useMemo } from 'preact/hooks';
import type { RequestsRow } from '../story/rows.ts';
import { requestInWords } from '../words/requests.ts';
import { count } from '../words/units.ts';

export function RequestsLine({ row: { requests } }: { readonly row: RequestsRow }) {
  return useMemo(
    () => (
      <li class="requests">
        <span class="hidden">{count(requests.length, 'request')}</span>
        {[...answersByRequest(requests)].map(([request, answers]) => (
          <p key={request}>
            <code>{request}</code>
            <span>
              {[...new Set(answers)].join(', ')}
              {answers.length > 1 && ` × ${answers.length}`}
            </span>
          </p>
        ))}
      </li>
    ),
    [requests.length],
  );
}

function answersByRequest(requests: RequestsRow['requests']): Map<string, string[]> {
  const answers = new Map<string, string[]>();
  for (const request of requests) {
    const words = requestInWords(request);
    const known = answers.get(words) ?? [];
    known.push(String(request.status ?? request.error ?? 'no response'));
    answers.set(words, known);
  }
  return answers;
}
