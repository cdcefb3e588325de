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

export const NO_WAIT = new Option(
  '--no-wait',
  'end once the cloud has accepted the move; follow it to its verified end with watch',
);

export const YES = new Option('--yes', 'at a terminal: do not ask before a swap by attachment');

export const JSON_ONLY = new Option(
  '--json',
  'print only a JSON object for each run on standard output; progress goes to standard error',
);

export const EVENTS = new Option(
  '--events',
  'print JSON Lines on standard output: an object for each step, and the outcome last',
).conflicts('json');

export const RUN_EXAMPLES = `

Examples:
  volume-migrate run --resource-id ID --destination-type fast --timeout 2h --stall-after 30m
  volume-migrate run --resource-id ID --destination-type fast --no-wait --json
  volume-migrate run --resource-id ID --destination-type fast --events`;
