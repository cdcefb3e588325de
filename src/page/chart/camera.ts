// What the page shows of the drawing: moved by hand, or by what happens in the run.
import type { Drawing } from './drawing.ts';
import { around, type Box, between, pan, type Size, shows, union, whole, zoom } from './viewport.ts';

export interface Camera {
  readonly drawing: Drawing;
  /** Null before anything was shown. */
  view: Box | null;
  /** The frame of a movement that is under way. */
  moving: number;
  readonly observer: ResizeObserver;
}

const MOVE_MS = 240;
// Units of the drawing per pixel, for text to read comfortably and just readably.
const READABLE = 1.05;
const FARTHEST = 1.4;
const MIDDLE = { x: 0.5, y: 0.5 };

/** A camera on a drawing. */
export function openCamera(drawing: Drawing): Camera {
  const observer = new ResizeObserver(() => reshape(camera));
  const camera: Camera = { drawing, view: null, moving: 0, observer };
  observer.observe(drawing.element);
  return camera;
}

export function closeCamera({ observer, moving }: Camera): void {
  observer.disconnect();
  cancelAnimationFrame(moving);
}

/** Zooms in (factor below 1) or out. `at`: the point that stays in place, 0 to 1 across the frame. */
export const zoomBy = (camera: Camera, factor: number, at = MIDDLE): void =>
  jump(camera, (view, size, frame) => zoom(view, factor, at, size, frame));

/** Moves by that many pixels. */
export const panBy = (camera: Camera, dx: number, dy: number): void =>
  jump(camera, (view, size, frame) => {
    const scale = view.width / frame.width;
    return pan(view, dx * scale, dy * scale, size);
  });

export const showAll = (camera: Camera): void => glide(camera, whole(camera.drawing.size, frameOf(camera)));

/**
 * Brings a part into view, if it is not, together with the previous part. If the two are too far apart, shows
 * the previous one if the part is an end, and the part itself otherwise.
 */
export function showParts(camera: Camera, part: Box | null, before: Box | null, isEnd: boolean): void {
  const frame = frameOf(camera);
  if (part === null || frame.width === 0) return;
  const wanted = chosen(part, before, isEnd, frame);
  const { view } = camera;
  if (view !== null && view.width / frame.width <= FARTHEST && shows(view, wanted)) return;
  glide(camera, around(wanted, READABLE, camera.drawing.size, frame));
}

function chosen(part: Box, before: Box | null, isEnd: boolean, frame: Size): Box {
  if (before === null) return part;
  const both = union(part, before);
  if (both.width <= FARTHEST * frame.width && both.height <= FARTHEST * frame.height) return both;
  return isEnd ? before : part;
}

const frameOf = ({ drawing }: Camera): Size => drawing.element.getBoundingClientRect();

// A frame of another shape keeps the same centre.
function reshape(camera: Camera): void {
  jump(camera, (view, size, frame) => {
    const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2, width: 0, height: 0 };
    return around(middle, view.width / frame.width, size, frame);
  });
}

function show(camera: Camera, { x, y, width, height }: Box): void {
  camera.view = { x, y, width, height };
  camera.drawing.element.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
}

function jump(camera: Camera, change: (view: Box, size: Size, frame: Size) => Box): void {
  cancelAnimationFrame(camera.moving);
  const { size } = camera.drawing;
  const frame = frameOf(camera);
  if (frame.width === 0) return;
  show(camera, change(camera.view ?? whole(size, frame), size, frame));
}

function glide(camera: Camera, to: Box): void {
  const from = camera.view;
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
