// Extracts the text from the HTML of proxies and web servers, in linear time for any input.

const HIDDEN = /<(style|script|head)\b/gi;

/** The text without markup, style, script and head, with white space collapsed. */
export function plainText(html: string): string {
  return withoutHidden(html)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

// An element that is never closed stays. That a name has no further end is determined only once, so no text
// is searched twice.
function withoutHidden(html: string): string {
  const kept: string[] = [];
  const endless = new Set<string>();
  let at = 0;
  HIDDEN.lastIndex = 0;
  for (let start = HIDDEN.exec(html); start !== null; start = HIDDEN.exec(html)) {
    const name = (start[1] ?? '').toLowerCase();
    if (endless.has(name)) continue;
    const end = endOf(html, name, HIDDEN.lastIndex);
    if (end === null) endless.add(name);
    else {
      kept.push(html.slice(at, start.index));
      at = end;
      HIDDEN.lastIndex = end;
    }
  }
  return [...kept, html.slice(at)].join(' ');
}

function endOf(html: string, name: string, from: number): number | null {
  const closing = new RegExp(`</${name}>`, 'gi');
  closing.lastIndex = from;
  return closing.exec(html) === null ? null : closing.lastIndex;
}
