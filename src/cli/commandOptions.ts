// Options and help texts that several commands share.
import { type Command, Option } from 'commander';
import { isStoreUrl } from '../restate/engine/storeUrl.ts';

const CLOUD = 'cloud in clouds.yaml (default: OS_CLOUD, the OS_* variables, or the only cloud)';
const REGION = 'region of the cloud (default: OS_REGION_NAME, region_name, or the only region)';
const STORE =
  'use runs that workers drive, instead of a journal file: URL of the ingress of Restate, such as restate+http://127.0.0.1:8080; a token for a proxy in front of it is read from RESTATE_AUTH_TOKEN';
const JOURNAL = 'journal file of the runs (default: journal.sqlite in your state directory)';

/** Which statuses the command exits with. */
export const EXIT_STATUS =
  'Exit status: 0 succeeded; 1 failed; 2 unusable parameters, configuration or journal; 3 cancelled or left unfinished';

/** How help describes an argument that names a run of the journal. */
export const RUN = 'run ID or a unique prefix';

/** The same for commands that also read exported files. */
export const RUN_OR_FILE = `${RUN}, or a file written by export`;

/** Adds the options that name the journal: both arrive as `journal`. */
export const withJournal = (command: Command): Command =>
  command
    .addOption(new Option('--journal <file>', JOURNAL).conflicts('store'))
    .option('--store <url>', STORE)
    .hook('preAction', (_, acting) => {
      const { store } = acting.opts<{ store?: string }>();
      if (store === undefined) return;
      // A file is named with --journal.
      if (!isStoreUrl(store))
        acting.error(`error: --store: expected a URL such as restate+http://127.0.0.1:8080, got ${store}`);
      acting.setOptionValue('journal', store);
    });

/** Adds the options that select a cloud. */
export const withCloud = (command: Command): Command =>
  command.option('--cloud <name>', CLOUD).option('--region <name>', REGION);

/** Adds the options of the temporary user that a swap by attachment creates. */
export const withTemporaryUser = (command: Command): Command =>
  command
    .option(
      '--temporary-user-domain <domain>',
      "name or ID of the domain to create the temporary user in (default: the project's domain)",
    )
    .option(
      '--temporary-user-role <role>',
      'role to give the temporary user; it must allow creating volumes (default: member, Member or _member_)',
    );

/** Adds the options that open an inspector beside a run. */
export const withInspector = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--inspect [how]',
        "open an inspector alongside the run: a local page, or XState's own inspector (stately)",
      )
        .choices(['page', 'stately'])
        .preset('page'),
    )
    .option('--inspect-origin <origin>', 'with --inspect=stately: let the pages of this site connect');

/** Adds the options that set how a run is driven. */
export const withDriving = (command: Command): Command =>
  withTemporaryUser(
    command
      .option(
        '--timeout <duration>',
        'how long to wait for data to move, such as 90s, 30m or 1h30m (default: four times --stall-after)',
      )
      .option(
        '--stall-after <duration>',
        'warn when nothing has changed for this long (default: 30 minutes plus one for each GiB)',
      )
      .option('--yes', 'at a terminal: do not ask before a swap by attachment'),
  );

/** Adds the options that select what a run prints. */
export const withFormat = (command: Command): Command =>
  withVerbosity(command)
    .option(
      '--json',
      'print only a JSON object for each run on standard output; progress goes to standard error',
    )
    .addOption(
      new Option(
        '--events',
        'print JSON Lines on standard output: an object for each step, one after each minute without a change, and the outcome last',
      ).conflicts('json'),
    );

/** Adds the option that logs runs for programs. */
export const withLog = (command: Command): Command =>
  command.addOption(
    new Option(
      '--log <format>',
      'format of standard error: text, or json for JSON Lines with the IDs of runs, traces and requests',
    )
      .choices(['text', 'json'])
      .default('text'),
  );

/** Adds the options that say how much of a run is printed. */
const withVerbosity = (command: Command): Command =>
  withLog(command)
    .addOption(new Option('-q, --quiet', 'print only the outcome').conflicts('verbose'))
    .option('-v, --verbose', 'print each request: method, path, status and request ID');

/** Adds examples, each an invocation without the program's name, and notes below them. */
export const withExamples = (
  command: Command,
  examples: readonly string[],
  notes: readonly string[] = [],
): Command =>
  command.addHelpText(
    'after',
    ['', 'Examples:', ...examples.map((each) => `  $ volume-migrate ${each}`), ...blockOf(notes)].join('\n'),
  );

const blockOf = (notes: readonly string[]): string[] => (notes.length === 0 ? [] : ['', ...notes]);
