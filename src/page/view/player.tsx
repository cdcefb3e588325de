// Slider and buttons that move through the run.
import { useMemo } from 'preact/hooks';
import { PACES } from '../travel/pace.ts';
import type { Player as Travel } from '../travel/usePlayer.ts';
import type { RunAtPlace } from '../travel/useRun.ts';
import { clock } from '../words/units.ts';
import { Icon, type IconName } from './icon.tsx';
import { Stretches } from './stretches.tsx';

interface PlayerProps {
  readonly run: RunAtPlace;
  /** Whether records are still arriving. */
  readonly isLive: boolean;
}

export function Player({ run, isLive }: PlayerProps) {
  const { player, trail, afterMs } = run;
  const { positions, index } = player;
  const { state } = trail;
  const isNewest = index >= positions.length - 1;
  return (
    <section class="player" aria-label="Time travel">
      <Buttons player={player} />
      <Track run={run} />
      <p class="place">
        <span class="when">{clock(afterMs)}</span>
        <span class="steps">
          {index + 1} / {positions.length}
        </span>
        {isLive && isNewest && <span class="live">live</span>}
      </p>
      <Speed player={player} />
      <p class="now">
        <b>{state === '' ? run.words : run.doing}</b> <code>{state}</code>
      </p>
      <p class="keys" aria-hidden="true">
        <kbd>←</kbd> <kbd>→</kbd> step · <kbd>space</kbd> play · <kbd>home</kbd> <kbd>end</kbd>
      </p>
    </section>
  );
}

function Buttons({ player: { index, positions, isPlaying, goTo, toggle } }: { readonly player: Travel }) {
  return (
    <div class="buttons">
      <Button icon="first" label="To the beginning (Home)" onPress={() => goTo(0)} />
      <Button icon="back" label="One step back (left arrow)" onPress={() => goTo(index - 1)} />
      <Button
        icon={isPlaying ? 'pause' : 'play'}
        label={isPlaying ? 'Pause (space)' : 'Play (space)'}
        onPress={toggle}
        isMain
      />
      <Button icon="forward" label="One step forward (right arrow)" onPress={() => goTo(index + 1)} />
      <Button icon="last" label="To the end (End)" onPress={() => goTo(positions.length)} />
    </div>
  );
}

interface ButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: () => void;
  readonly isMain?: boolean;
}

const Button = ({ icon, label, onPress, isMain = false }: ButtonProps) => (
  <button type="button" class={isMain ? 'main' : ''} aria-label={label} title={label} onClick={onPress}>
    <Icon name={icon} />
  </button>
);

function Track({ run: { moments, player, afterMs, words } }: Pick<PlayerProps, 'run'>) {
  const { positions, index, goTo } = player;
  const stretches = useMemo(() => <Stretches {...{ moments, positions }} />, [moments, positions]);
  return (
    <div class="track">
      {stretches}
      <input
        type="range"
        min={0}
        max={Math.max(0, positions.length - 1)}
        value={index}
        aria-label="Moment of the run"
        aria-valuetext={`Step ${index + 1} of ${positions.length}, after ${clock(afterMs)} seconds: ${words}`}
        onInput={(event) => goTo(Number(event.currentTarget.value))}
      />
    </div>
  );
}

const Speed = ({ player: { pace, setPace } }: { readonly player: Travel }) => (
  <select
    class="speed"
    aria-label="Speed"
    value={pace}
    onChange={(event) => setPace(Number(event.currentTarget.value))}
  >
    {PACES.map(({ name }, index) => (
      <option value={index} key={name}>
        {name}
      </option>
    ))}
  </select>
);
