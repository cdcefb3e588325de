// Icons that show by their shape what colour alone must not show.
import type { Standing } from '../words/standings.ts';

const PATHS = {
  begin: 'M4 2v12 M4 3h7l-2 2.5L11 8H4',
  end: 'M4 2v12 M4 3h8v5H4 M8 3v5 M4 5.5h8',
  ask: 'M2 8h10 M8.5 4.5 12 8l-3.5 3.5',
  change: 'M2 6h8V3l4.5 5L10 13v-3H2z',
  answer: 'M14 8H4 M7.5 4.5 4 8l3.5 3.5',
  seen: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  fault: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z M5.7 5.7l4.6 4.6 M10.3 5.7l-4.6 4.6',
  warning: 'M8 1.8 15 14H1z M8 6v4 M8 11.6v.6',
  cancel: 'M2.5 2.5h11v11h-11z M5.5 8h5',
  yes: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z M4.8 8.2l2.2 2.3 4.3-4.8',
  no: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z M5 8h6',
  met: 'M3 8.5l3.2 3.2L13 4.8',
  unmet: 'M4 4l8 8 M12 4l-8 8',
  told: 'M7 8h2',
  waiting: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z M8 4.5V8l2.5 1.8',
  cross: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z M5.6 5.6l4.8 4.8 M10.4 5.6l-4.8 4.8',
  running: 'M8 1.5a6.5 6.5 0 1 0 6.5 6.5',
  left: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z M6.3 5.5v5 M9.7 5.5v5',
  leftover: 'M2.5 5.5 8 2.5l5.5 3v5L8 13.5l-5.5-3z M2.5 5.5 8 8.5l5.5-3 M8 8.5v5',
  unknown:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z M6.3 6.2c0-2.3 3.4-2.2 3.4-.1 0 1.4-1.7 1.4-1.7 2.9 M8 11.2v.4',
  play: 'M4.5 2.5 13 8l-8.5 5.5z',
  pause: 'M5 3v10 M11 3v10',
  back: 'M10.5 3 5 8l5.5 5',
  forward: 'M5.5 3 11 8l-5.5 5',
  first: 'M12 3 6.5 8l5.5 5 M4 3v10',
  last: 'M4 3l5.5 5L4 13 M12 3v10',
  copy: 'M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3',
  link: 'M6.5 9.5l3-3 M7 4.5l1.8-1.8a3 3 0 0 1 4.4 4.4L11.5 9 M9 11.5l-1.8 1.8a3 3 0 0 1-4.4-4.4L4.5 7',
  save: 'M8 2v8 M4.5 7 8 10.5 11.5 7 M2.5 13.5h11',
  more: 'M4 6l4 4 4-4',
  plus: 'M8 3v10 M3 8h10',
  minus: 'M3 8h10',
  fit: 'M2.5 6V2.5H6 M10 2.5h3.5V6 M13.5 10v3.5H10 M6 13.5H2.5V10',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED = new Set<IconName>(['change', 'play']);

/** An icon of 16 by 16, explained by the text beside it. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d={PATHS[name]} class={FILLED.has(name) ? 'filled' : ''} />
  </svg>
);

export const STANDING_ICONS: Readonly<Record<Standing, IconName>> = {
  SUCCEEDED: 'yes',
  FAILED: 'cross',
  CANCELLED: 'cancel',
  RUNNING: 'running',
  LEFT: 'left',
  GIVEN_UP: 'unknown',
  ENDED: 'end',
};
