// Scrolling to what may still move.

// Rows out of view have a guessed height until they are drawn: what was scrolled to may move once more.
const TRIES = 4;

/** Scrolls to the element in a list that a selector names, and to where it is a moment later. Gives back a function that ends it. */
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
