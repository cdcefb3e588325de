// Writes marks as SVG.
import { type GroupMark, type Mark, round, type TextMark } from './marks.ts';
import { STYLE } from './style.ts';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What it shows, for a screen reader. */
  readonly label: string;
  readonly marks: readonly Mark[];
}

/** One self-contained file: no script, no font, no external reference. */
export function svgOf({ width, height, label, marks }: Drawing): string {
  const size = `width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}"`;
  const name = `role="img" aria-label="${escaped(label)}"`;
  const start = `<svg xmlns="http://www.w3.org/2000/svg" class="vm-chart" ${size} ${name}>`;
  return [start, `<style>${STYLE}</style>`, ...marks.map(markup), '</svg>\n'].join('\n');
}

function markup(mark: Mark): string {
  if (mark.type === 'path') return `<path class="${mark.className}" d="${mark.d}"/>`;
  return mark.type === 'text' ? textMarkup(mark) : groupMarkup(mark);
}

/**
 * `textLength` enforces the measured width in every font; the baseline is a third of the size below the
 * middle.
 */
function textMarkup({ text, x, y, width, size, weight, className }: TextMark): string {
  const bold = weight === 'bold' ? ' vm-bold' : '';
  const sized = size === 11 ? '' : ` font-size="${size}"`;
  const place = `x="${round(x)}" y="${round(y + size * 0.36)}" textLength="${round(width)}"`;
  return `<text class="${className}${bold}"${sized} ${place} lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
}

function groupMarkup({ x, y, className, attributes, title, marks }: GroupMark): string {
  const all = {
    ...(className === '' ? {} : { class: className }),
    ...(x === 0 && y === 0 ? {} : { transform: `translate(${round(x)} ${round(y)})` }),
    ...attributes,
  };
  const written = Object.entries(all).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const titled = title === '' ? '' : `<title>${escaped(title)}</title>`;
  return `<g${written.join('')}>${titled}${marks.map(markup).join('')}</g>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (content: string): string =>
  content.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);
