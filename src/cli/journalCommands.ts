// The commands that work on the journal: runs, show, replay, export, give-up, inspect.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { RUN, RUN_OR_FILE, withCloud, withExamples, withJournal } from './commandOptions.ts';
import { STATUS_WORDS } from './runStatus.ts';

/** Adds the commands to the program. */
export function addJournalCommands(program: Command): void {
  addRuns(program);
  addReading(program);
  addGiveUp(program);
  addInspect(program);
}

function addRuns(program: Command): void {
  const command = program
    .command('runs')
    .description('list the plans and runs of all clouds and workflows, newest first')
    .enablePositionalOptions()
    .option('--unfinished', 'list only open runs')
    .option(
      '--volume <id>',
      'list only runs of this volume, by its ID or a prefix; after a swap, by either ID',
    )
    .option('--cloud <name>', 'list only runs on this cloud of clouds.yaml, or with this URL of Keystone')
    .addOption(new Option('--status <status>', 'list only runs with this status').choices(STATUS_WORDS))
    .option('--limit <n>', 'list at most this many')
    .option('--all', 'also list the runs that make the moves of a plan')
    .option('--parent <plan>', 'list only the runs of this plan, by its ID or a prefix');
  withJournal(command)
    .option('--json', 'print a JSON array')
    .action(async (options) => {
      const { runs } = await import('./runs.ts');
      process.exitCode = await runs(options);
    });
  withExamples(
    command,
    [
      'runs',
      'runs --status failed --limit 10',
      'runs --volume 2c91c4af',
      'runs prune --older-than 90d --dry-run',
    ],
    ['At a terminal the table fits its width, and IDs are short. Elsewhere nothing is cut.'],
  );
  addPrune(command);
}

function addPrune(runs: Command): void {
  const command = runs
    .command('prune')
    .description(
      'remove ended runs from the journal; never open runs, nor by default runs that left something',
    )
    .requiredOption(
      '--older-than <duration>',
      'remove only runs that ended longer ago, such as 90d, 12h or 2w',
    )
    .option('--dry-run', 'say what would be removed, and change nothing')
    .option('--include-leftovers', 'also remove runs that left something in the cloud');
  withJournal(command)
    .option('--json', 'print a JSON object')
    // The filters of runs do not apply: what was meant by them must not be removed with the rest.
    .configureHelp({ ...runs.configureHelp(), showGlobalOptions: false })
    .action(async (options) => {
      const [filter] = runs.options.filter((one) => runs.getOptionValue(one.attributeName()) !== undefined);
      if (filter !== undefined)
        command.error(`error: ${filter.long} before prune has no effect. Give the options of prune after it`);
      const { prune } = await import('./prune.ts');
      process.exitCode = await prune(options);
    });
  withExamples(command, ['runs prune --older-than 90d --dry-run', 'runs prune --older-than 52w']);
}

function addReading(program: Command): void {
  const replay = program
    .command('replay')
    .description('replay a run without a cloud, and show each transition')
    .argument('<run>', RUN_OR_FILE);
  withJournal(replay).action(async (run, options) => {
    const { replayRun } = await import('./replayRun.ts');
    process.exitCode = await replayRun(run, options);
  });
  withExamples(replay, ['replay 3f9c2d1a', 'replay run.jsonl']);

  const show = program
    .command('show')
    .description(
      'show a run in detail: each event, each guard with its answer, each call with its requests; of a plan, what its moves have come to',
    )
    .argument('<run>', RUN_OR_FILE);
  withJournal(show)
    .option('--json', 'print a JSON object')
    .action(async (run, options) => {
      const { show: print } = await import('./show.ts');
      process.exitCode = await print(run, options);
    });
  withExamples(show, ['show 3f9c2d1a', 'show run.jsonl --json']);

  const exported = program
    .command('export')
    .description('print the records of a run as JSON Lines, to share or to replay elsewhere')
    .argument('<run>', RUN);
  withJournal(exported).action(async (run, options) => {
    const { exportRun } = await import('./exportRun.ts');
    process.exitCode = await exportRun(run, options);
  });
  withExamples(exported, ['export 3f9c2d1a > run.jsonl']);
}

function addGiveUp(program: Command): void {
  const command = program
    .command('give-up')
    .description('close a run that cannot be resumed, without contacting the cloud')
    .argument('<run>', RUN)
    .option('--why <reason>', 'reason to record in the journal')
    .option('--yes', 'at a terminal: do not ask');
  withJournal(command)
    .option('--json', 'print a JSON object')
    .action(async (run, options) => {
      const { giveUp } = await import('./giveUp.ts');
      process.exitCode = await giveUp(run, options);
    });
  withExamples(command, ["give-up 3f9c2d1a --why 'the cloud is gone'"]);
}

function addInspect(program: Command): void {
  const command = program
    .command('inspect')
    .description('show runs on a local page, live or at any earlier point, or a plan before it is applied')
    .argument('[run]', `run to show first: a ${RUN_OR_FILE}; or a plan file`)
    .option('--port <port>', 'port on 127.0.0.1 (default: any free port)')
    .option(
      '--html <file>',
      'write the run, or the plan, to a page that opens offline, and exit; overwrites only pages that inspect wrote',
    )
    .optionsGroup('Options for a plan file (if a cloud is configured, its moves are also checked):')
    .option('--view <file>', 'take volumes and pools from a saved view, without a cloud')
    .option('--no-check', 'do not check the moves');
  withCloud(command).optionsGroup('Options:');
  withJournal(command).action(async (run, options) => {
    const { inspect } = await import('./inspect.ts');
    process.exitCode = await inspect(run, options);
  });
  withExamples(command, [
    'inspect',
    'inspect 3f9c2d1a --html run.html',
    'inspect plan.yaml',
    'inspect plan.yaml --view monday.json',
  ]);
}
