// What the page shows of the drawing: moved by hand, or by what happens in the run.
import type { Drawing } from './drawing.ts';
import { around, type Box, between, fits, pan, reveal, type Size, union, whole, zoom } from './viewport.ts';

export interface Camera {
  readonly drawing: Drawing;
  /** Null before anything was shown. */
  view: Box | null;
  /** Where a movement that is under way ends; otherwise the view. */
  aim: Box | null;
  /** What must stay visible if the frame changes; null after it was moved by hand. */
  part: Box | null;
  /** The frame of a movement that is under way. */
  moving: number;
  readonly observer: ResizeObserver;
}

const MOVE_MS = 240;
// Units of the drawing per pixel, for text to read comfortably.
const READABLE = 1.05;
const MIDDLE = { x: 0.5, y: 0.5 };

/** A camera on a drawing. */
export function openCamera(drawing: Drawing): Camera {
  const observer = new ResizeObserver(() => reshape(camera));
  const camera: Camera = { drawing, view: null, aim: null, part: null, moving: 0, observer };
  observer.observe(drawing.element);
  return camera;
}

export function closeCamera({ observer, moving }: Camera): void {
  observer.disconnect();
  cancelAnimationFrame(moving);
}

/** Zooms in (factor below 1) or out. `at`: the point that stays in place, 0 to 1 across the frame. */
export const zoomBy = (camera: Camera, factor: number, at = MIDDLE): void =>
  byHand(camera, (view, size, frame) => zoom(view, factor, at, size, frame));

/** Moves by that many pixels. */
export const panBy = (camera: Camera, dx: number, dy: number): void =>
  byHand(camera, (view, size, frame) => {
    const scale = view.width / frame.width;
    return pan(view, dx * scale, dy * scale, size);
  });

export function showAll(camera: Camera): void {
  camera.part = null;
  glide(camera, whole(camera.drawing.size, frameOf(camera)));
}

/** Brings a part into view with the least movement, from wherever the view is. Does nothing if it is visible. */
export function keepVisible(camera: Camera, part: Box | null, before: Box | null): void {
  const frame = frameOf(camera);
  if (part === null || frame.width === 0) return;
  if (camera.aim === null) {
    showPart(camera, part, before);
    return;
  }
  camera.part = part;
  const to = reveal(camera.aim, part, frame);
  if (!isSame(to, camera.aim)) glide(camera, to);
}

/** Shows a part at a readable size, with what led to it if both fit. */
export function showPart(camera: Camera, part: Box | null, before: Box | null): void {
  const frame = frameOf(camera);
  if (part === null || frame.width === 0) return;
  camera.part = part;
  const both = before === null ? part : union(part, before);
  const wanted = fits(both, READABLE, frame) ? both : part;
  glide(camera, reveal(around(wanted, READABLE, camera.drawing.size, frame), wanted, frame));
}

const isSame = (one: Box, other: Box): boolean =>
  one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;

const frameOf = ({ drawing }: Camera): Size => drawing.element.getBoundingClientRect();

// A frame of another shape keeps the same centre, and the part that was shown.
function reshape(camera: Camera): void {
  jump(camera, (view, size, frame) => {
    const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2, width: 0, height: 0 };
    const reshaped = around(middle, view.width / frame.width, size, frame);
    return camera.part === null ? reshaped : reveal(reshaped, camera.part, frame);
  });
}

type Change = (view: Box, size: Size, frame: Size) => Box;

function byHand(camera: Camera, change: Change): void {
  camera.part = null;
  jump(camera, change);
}

function show(camera: Camera, { x, y, width, height }: Box): void {
  camera.view = { x, y, width, height };
  camera.drawing.element.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
}

function jump(camera: Camera, change: Change): void {
  cancelAnimationFrame(camera.moving);
  const { size } = camera.drawing;
  const frame = frameOf(camera);
  if (frame.width === 0) return;
  camera.aim = change(camera.view ?? whole(size, frame), size, frame);
  show(camera, camera.aim);
}

function glide(camera: Camera, to: Box): void {
  const from = camera.view;
  camera.aim = to;
  cancelAnimationFrame(camera.moving);
  if (from === null || matchMedia('(prefers-reduced-motion: reduce)').matches) {
    show(camera, to);
    return;
  }
  const begun = performance.now();
  const step = (now: number): void => {
    const part = Math.min(1, Math.max(0, (now - begun) / MOVE_MS));
    show(camera, between(from, to, 1 - (1 - part) ** 3));
    if (part < 1) camera.moving = requestAnimationFrame(step);
  };
  camera.moving = requestAnimationFrame(step);
}
