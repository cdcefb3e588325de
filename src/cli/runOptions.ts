// The options of `run`, `resume` and `watch` that set how to wait and what to print meanwhile.
import { Option } from 'commander';

export const TIMEOUT = new Option(
  '--timeout <duration>',
  'how long to wait for data to move, such as 90s, 30m or 2h (default: four times --stall-after)',
);

export const STALL_AFTER = new Option(
  '--stall-after <duration>',
  'warn when nothing has changed for this long (default: 30 minutes plus one for each GiB)',
);
