// The chart, with the path that the run has taken.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  type Camera,
  closeCamera,
  keepVisible,
  openCamera,
  panBy,
  showAll,
  showPart,
  zoomBy,
} from '../chart/camera.ts';
import { placeDrawing } from '../chart/drawing.ts';
import { listenToPointers } from '../chart/pointers.ts';
import type { Trail } from '../travel/positions.ts';
import { Icon, type IconName } from './icon.tsx';

interface ChartProps {
  readonly trail: Trail;
  /** Called with the path of a state that was clicked in the drawing. */
  readonly onState: (state: string) => void;
}

export function Chart({ trail, onState }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const camera = useRef<Camera | null>(null);
  const choose = useRef(onState);
  choose.current = onState;
  // A person's own view stays until the next transition.
  const [isOwnView, setOwnView] = useState(false);
  const byHand = (act: (camera: Camera) => void): void => {
    setOwnView(true);
    if (camera.current !== null) act(camera.current);
  };
  useLayoutEffect(() => {
    if (frame.current === null) return;
    const opened = openCamera(placeDrawing(frame.current));
    camera.current = opened;
    const stop = listenToPointers(frame.current, {
      onPan: (dx, dy) => byHand(() => panBy(opened, dx, dy)),
      onZoom: (factor, at) => byHand(() => zoomBy(opened, factor, at)),
      onPress: (target) => {
        const state = target.closest('[data-state]')?.getAttribute('data-state') ?? '';
        if (state !== '') choose.current(state);
      },
    });
    return () => {
      stop();
      closeCamera(opened);
    };
  }, []);
  const moveTo = (move: typeof showPart): void => {
    setOwnView(false);
    if (camera.current === null) return;
    const { boxOf } = camera.current.drawing;
    move(camera.current, boxOf(trail.state), boxOf(trail.cameFrom));
  };
  useLayoutEffect(() => camera.current?.drawing.mark(trail), [trail]);
  useLayoutEffect(() => moveTo(keepVisible), [trail.state]);
  return (
    <div class="chart">
      <div class="frame" ref={frame} role="img" aria-label={`The chart: the run is in ${trail.state}`} />
      <div class="tools">
        <Tool icon="plus" label="Zoom in" onPress={() => byHand((one) => zoomBy(one, 0.8))} />
        <Tool icon="minus" label="Zoom out" onPress={() => byHand((one) => zoomBy(one, 1.25))} />
        <Tool icon="fit" label="Show the whole chart" onPress={() => byHand(showAll)} />
        <button type="button" class={isOwnView ? 'is-away' : ''} onClick={() => moveTo(showPart)}>
          <Icon name="seen" />
          Current state
        </button>
      </div>
    </div>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: () => void;
}

const Tool = ({ icon, label, onPress }: ToolProps) => (
  <button type="button" aria-label={label} title={label} onClick={onPress}>
    <Icon name={icon} />
  </button>
);
