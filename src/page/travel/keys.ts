// The keys that move through a run, wherever the focus is, unless the focused element needs them.
import type { Player } from './usePlayer.ts';

const STEPS: Readonly<Record<string, (player: Player) => number>> = {
  ArrowRight: ({ index }) => index + 1,
  ArrowLeft: ({ index }) => index - 1,
  Home: () => 0,
  End: ({ positions }) => positions.length,
};

const SPACE = ' ';
const HAS_KEYS = 'input, select, textarea, [role=tablist]';
const IS_PRESSED_BY_SPACE = 'button, summary';

/** True if the key was handled. */
export function onKey(event: KeyboardEvent, player: Player): boolean {
  // A list moves within itself by some of these keys.
  if (event.defaultPrevented) return false;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  const isSlider = target?.matches('input[type=range]') ?? false;
  if (event.key === SPACE) {
    if (target?.closest(IS_PRESSED_BY_SPACE) != null) return false;
    if (!isSlider && target?.closest(HAS_KEYS) != null) return false;
    player.toggle();
    return true;
  }
  const to = STEPS[event.key];
  if (to === undefined || target?.closest(HAS_KEYS) != null) return false;
  player.goTo(to(player));
  return true;
}
