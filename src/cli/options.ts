// The options that several commands share, and the texts of their help.
import { type Command, Option } from 'commander';

export const EXIT_STATUS =
  '\nExit status: 0 succeeded; 1 failed; 2 unusable parameters, configuration or journal; 3 cancelled or left unfinished';
export const CLOUD = 'cloud in clouds.yaml (default: OS_CLOUD, the OS_* variables, or the only cloud)';
export const REGION = 'region of the cloud (default: OS_REGION_NAME, region_name, or the only region)';
export const JOURNAL = 'journal file of the runs (default: journal.sqlite in your state directory)';

export const INSPECT = new Option(
  '--inspect [how]',
  "open an inspector alongside the run: a local page, or XState's own inspector (stately)",
)
  .choices(['page', 'stately'])
  .preset('page');
export const INSPECT_ORIGIN = new Option(
  '--inspect-origin <origin>',
  'with --inspect=stately: let the pages of this site connect',
);

export const TEMPORARY_USER_DOMAIN = new Option(
  '--temporary-user-domain <domain>',
  "name or ID of the domain to create the temporary user in (default: the project's domain)",
);
export const TEMPORARY_USER_ROLE = new Option(
  '--temporary-user-role <role>',
  'role to give the temporary user; it must allow creating volumes (default: member, Member or _member_)',
);

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

/** Adds the options that select the cloud and the journal. */
export const withPlace = (command: Command): Command =>
  command
    .option('--cloud <name>', CLOUD)
    .option('--region <name>', REGION)
    .option('--journal <file>', JOURNAL);

/** Adds the options that set how a run is driven. */
export const withDriving = (command: Command): Command =>
  command
    .addOption(TIMEOUT)
    .addOption(STALL_AFTER)
    .addOption(YES)
    .addOption(TEMPORARY_USER_DOMAIN)
    .addOption(TEMPORARY_USER_ROLE);

/** Adds the options that select what a run prints. */
export const withFormat = (command: Command): Command => command.addOption(JSON_ONLY).addOption(EVENTS);

/** Adds the options that open an inspector. */
export const withInspector = (command: Command): Command =>
  command.addOption(INSPECT).addOption(INSPECT_ORIGIN);
