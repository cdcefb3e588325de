// Moves the drawing by mouse, wheel and touch.

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Gestures {
  /** Moved by that many pixels. */
  readonly onPan: (dx: number, dy: number) => void;
  /** Zoomed in (factor below 1) or out. `at`: where, 0 to 1 across the frame. */
  readonly onZoom: (factor: number, at: Point) => void;
  /** Pressed without moving. */
  readonly onPress: (target: Element) => void;
}

// A press that moves less is a click.
const STILL_PX = 4;
// Pixels of the wheel that scale by the factor e.
const WHEEL_PX = 300;

interface Held {
  readonly frame: HTMLElement;
  readonly gestures: Gestures;
  /** The active pointers, by their IDs. */
  readonly points: Map<number, Point>;
  /** How far they have moved since the first was pressed. */
  travelled: number;
}

/**
 * Dragging moves, two fingers and Ctrl with the wheel zoom, the wheel alone scrolls. Returns a function that
 * removes the listeners.
 */
export function listenToPointers(frame: HTMLElement, gestures: Gestures): () => void {
  const held: Held = { frame, gestures, points: new Map(), travelled: 0 };
  const ending = new AbortController();
  const { signal } = ending;
  frame.addEventListener('pointerdown', (event) => press(held, event), { signal });
  frame.addEventListener('pointermove', (event) => move(held, event), { signal });
  frame.addEventListener('pointerup', (event) => release(held, event), { signal });
  frame.addEventListener('pointercancel', ({ pointerId }) => held.points.delete(pointerId), { signal });
  // Not passive: the page itself must not scroll.
  frame.addEventListener('wheel', (event) => turn(held, event), { signal, passive: false });
  return () => ending.abort();
}

function press(held: Held, event: PointerEvent): void {
  if (held.points.size === 0) held.travelled = 0;
  held.points.set(event.pointerId, pointOf(event));
}

function move(held: Held, event: PointerEvent): void {
  const { frame, gestures, points } = held;
  const before = points.get(event.pointerId);
  if (before === undefined) return;
  const now = pointOf(event);
  points.set(event.pointerId, now);
  held.travelled += distance(before, now);
  if (held.travelled < STILL_PX) return;
  frame.setPointerCapture(event.pointerId);
  const [other] = [...points].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
  if (other === undefined) {
    gestures.onPan(before.x - now.x, before.y - now.y);
    return;
  }
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  gestures.onZoom(distance(before, other) / Math.max(1, distance(now, other)), within(frame, middle));
}

function release({ gestures, points, travelled }: Held, event: PointerEvent): void {
  points.delete(event.pointerId);
  if (travelled < STILL_PX && event.target instanceof Element) gestures.onPress(event.target);
}

function turn({ frame, gestures }: Held, event: WheelEvent): void {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    gestures.onZoom(Math.exp(event.deltaY / WHEEL_PX), within(frame, pointOf(event)));
    return;
  }
  gestures.onPan(event.deltaX, event.deltaY);
}

const pointOf = ({ clientX, clientY }: MouseEvent): Point => ({ x: clientX, y: clientY });

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

/** A place on the screen as parts of the frame, from 0 to 1. */
function within(frame: HTMLElement, { x, y }: Point): Point {
  const box = frame.getBoundingClientRect();
  return { x: (x - box.x) / Math.max(1, box.width), y: (y - box.y) / Math.max(1, box.height) };
}
