// Which part of the drawing is shown: pure geometry, in the drawing's own units.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

// Units of the drawing per pixel of the page: its text is 11 units high.
const CLOSEST = 0.4;
const MARGIN = 24;

/** The whole drawing, centred in a frame of that size. */
export function whole(drawing: Size, frame: Size): Box {
  const scale = Math.max(drawing.width / frame.width, drawing.height / frame.height);
  const width = frame.width * scale;
  const height = frame.height * scale;
  return { x: (drawing.width - width) / 2, y: (drawing.height - height) / 2, width, height };
}

/** Zooms in (factor below 1) or out around a fixed point. `at`: the point, 0 to 1 across the frame. */
export function zoom(
  view: Box,
  factor: number,
  at: { x: number; y: number },
  drawing: Size,
  frame: Size,
): Box {
  const widest = whole(drawing, frame).width;
  const width = Math.min(widest, Math.max(frame.width * CLOSEST, view.width * factor));
  const height = (width / frame.width) * frame.height;
  const x = view.x + (view.width - width) * at.x;
  const y = view.y + (view.height - height) * at.y;
  return within({ x, y, width, height }, drawing);
}

/** Moved by that many units. */
export const pan = (view: Box, dx: number, dy: number, drawing: Size): Box =>
  within({ ...view, x: view.x + dx, y: view.y + dy }, drawing);

/** A view of the wanted scale around a part of the drawing. */
export function around(part: Box, unitsPerPixel: number, drawing: Size, frame: Size): Box {
  const scale = Math.max(
    unitsPerPixel,
    (part.width + 2 * MARGIN) / frame.width,
    (part.height + 2 * MARGIN) / frame.height,
  );
  const width = frame.width * scale;
  const height = frame.height * scale;
  const x = part.x + part.width / 2 - width / 2;
  const y = part.y + part.height / 2 - height / 2;
  return within({ x, y, width, height }, drawing);
}

/** Pixels at each edge of the frame that stay free around what is shown; the tools cover the bottom one. */
const FREE = { left: 20, top: 20, right: 20, bottom: 56 } as const;

/**
 * The view nearest to this one that shows the part entirely: this one if it does, otherwise moved as little as possible,
 * and zoomed out only if the part is larger than the frame.
 */
export function reveal(view: Box, part: Box, frame: Size): Box {
  const fitting = scaleToFit(part, frame);
  const scale = Math.max(view.width / frame.width, fitting);
  const { x, y, width, height } = scaled(view, scale, frame);
  return {
    x: moved(x, width, part.x - FREE.left * scale, part.x + part.width + FREE.right * scale),
    y: moved(y, height, part.y - FREE.top * scale, part.y + part.height + FREE.bottom * scale),
    width,
    height,
  };
}

/** Whether the part is entirely within a view of that scale. */
export const fits = (part: Size, unitsPerPixel: number, frame: Size): boolean =>
  scaleToFit(part, frame) <= unitsPerPixel;

const scaleToFit = (part: Size, frame: Size): number =>
  Math.max(
    part.width / Math.max(1, frame.width - FREE.left - FREE.right),
    part.height / Math.max(1, frame.height - FREE.top - FREE.bottom),
  );

// The same centre at another scale.
function scaled(view: Box, unitsPerPixel: number, frame: Size): Box {
  if (unitsPerPixel === view.width / frame.width) return view;
  const [width, height] = [frame.width * unitsPerPixel, frame.height * unitsPerPixel];
  return { x: view.x + (view.width - width) / 2, y: view.y + (view.height - height) / 2, width, height };
}

// Where a view begins that contains a stretch: where it does already, if that is enough.
function moved(start: number, length: number, from: number, to: number): number {
  if (from < start) return from;
  return Math.max(start, to - length);
}

/** The smallest box that contains both. */
export function union(one: Box, other: Box): Box {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}

/** An intermediate view between two; `part` is from 0 to 1. */
export const between = (from: Box, to: Box, part: number): Box => ({
  x: from.x + (to.x - from.x) * part,
  y: from.y + (to.y - from.y) * part,
  width: from.width + (to.width - from.width) * part,
  height: from.height + (to.height - from.height) * part,
});

// Keeps the view on the drawing; a drawing that is smaller than the view stays centred.
function within(view: Box, drawing: Size): Box {
  return {
    ...view,
    x: clamped(view.x, view.width, drawing.width),
    y: clamped(view.y, view.height, drawing.height),
  };
}

function clamped(start: number, length: number, whole: number): number {
  if (length >= whole) return (whole - length) / 2;
  return Math.min(Math.max(start, -MARGIN), whole - length + MARGIN);
}
