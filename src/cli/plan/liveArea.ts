// The area at the bottom of a terminal in which a plan is redrawn in place.
import { createLogUpdate } from 'log-update';
import { columnsOf, type LiveArea, shown } from '../output.ts';

/** An area with the lines that the function returns, for a terminal of this size. Its cursor is hidden until `end` is called. */
export function liveArea(
  stream: NodeJS.WriteStream,
  lines: (columns: number, rows: number) => readonly string[],
): LiveArea & { readonly end: () => void } {
  // What belongs together is written at once, so that the area does not flicker.
  let held = '';
  const write = (text: string): boolean => {
    held += text;
    return true;
  };
  const flush = (): void => {
    if (held !== '') stream.write(held);
    held = '';
  };
  const update = createLogUpdate(Object.assign(Object.create(stream) as NodeJS.WriteStream, { write }));
  const draw = (): void => {
    const rows = stream.rows > 0 ? stream.rows : 24;
    update(lines(columnsOf(stream), rows).map(shown).join('\n'));
    flush();
  };
  return {
    stream,
    draw,
    above: (text) => {
      update.persist(text);
      draw();
    },
    clear: () => {
      update.clear();
      flush();
    },
    end: () => update.done(),
  };
}
