// Text as Markdown shows it unchanged.

/** The text for a cell of a table or a paragraph: nothing in it is markup, a link or a component. */
export const cell = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('<', '&lt;')
    .replaceAll('{{', '&#123;&#123;')
    .replaceAll(/([|*[\]])/g, '\\$1')
    .replaceAll(/(?<![\w`])(_\w+_)(?!\w)/g, '`$1`')
    .trim();

/** A docstring: its code stays code, anything else is text. Links to names become the names. */
export const prose = (doc: string): string =>
  doc
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll(/\n*^@param (\w+) ?/gm, '\n\n- `$1`: ')
    .replaceAll(/\n*@default /g, '\n\nDefault: ')
    .replaceAll(/\n*@returns /g, '\n\nReturns: ')
    .replaceAll(/\n*@throws /g, '\n\nThrows: ')
    .replaceAll(/\n*@example /g, '\n\nExample: ')
    .replaceAll(/```ts\b/g, '```typescript')
    .split(/(```.*?```|`[^`]*`)/s)
    .map((part) =>
      part.startsWith('```') ? part : part.startsWith('`') ? part.replaceAll(/\s+/g, ' ') : escaped(part),
    )
    .join('');

const escaped = (text: string): string =>
  text
    .replaceAll('<', '&lt;')
    .replaceAll('{{', '&#123;&#123;')
    .replaceAll(/([*[\]])/g, '\\$1');
