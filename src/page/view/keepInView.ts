// Scrolls to an element that may still move.

// Rows out of view have an estimated height until they are drawn: the target may move once more.
const TRIES = 4;

/**
 * Scrolls to the element in a list that a selector names, and again to where it is a moment later. Returns a
 * function that stops it.
 */
export function keepInView(list: Element | null, selector: string): () => void {
  let left = TRIES;
  let frame = 0;
  const scroll = (): void => {
    list?.querySelector(selector)?.scrollIntoView({ block: 'nearest' });
    left -= 1;
    if (left > 0) frame = requestAnimationFrame(scroll);
  };
  scroll();
  return () => cancelAnimationFrame(frame);
}
