// The commands that apply plans of many moves: apply, pause, cancel and limits.
import process from 'node:process';
import { type Command, Option } from 'commander';
import {
  withCloud,
  withExamples,
  withFormat,
  withInspector,
  withJournal,
  withTemporaryUser,
} from './commandOptions.ts';

/** Which statuses the commands for plans exit with. */
const EXIT_STATUS =
  'Exit status: 0 all volumes moved; 1 some failed or were skipped; 2 unusable plan, configuration or journal; 3 cancelled or left unfinished';

/** Adds the commands to the program. */
export function addPlanCommands(program: Command): void {
  addApply(program);
  addPause(program);
  addCancel(program);
  addLimits(program);
}

function addApply(program: Command): void {
  const command = program
    .command('apply')
    .description('move all volumes of a plan, as many at once as the limits allow')
    .argument('<plan>', 'plan file: JSON, YAML, JSON Lines or an export of Watcher; - reads standard input')
    .addOption(
      new Option(
        '--dry-run',
        'change nothing: show what would move, in which order, how long it would take, and what blocks the rest',
      ).conflicts(['inspect', 'inspectOrigin']),
    )
    .option('--yes', 'at a terminal: do not ask before the first move')
    .option('--total <n>', 'how many moves may run at once (default: 8)')
    .option('--per-pool <n>', 'how many moves may run at once from one pool, and to one pool (default: 2)')
    .addOption(
      new Option('--order <order>', 'fast: end as early as possible; as-given: the order of the plan')
        .choices(['fast', 'as-given'])
        .default('fast'),
    )
    .option('--max-failures <n>', 'start no more moves after this number of failures')
    .addOption(
      new Option('--fail-fast', 'start no more moves after the first failure').conflicts('maxFailures'),
    )
    .option('--other-cloud', 'accept a plan that was made for another cloud')
    .option('--old', 'accept a plan that was made more than a day ago')
    .option('--timeout <duration>', 'how long each move may wait for data to move, such as 30m or 2h')
    .option('--stall-after <duration>', 'report a move when nothing has changed for this long');
  withFormat(withJournal(withCloud(withTemporaryUser(command))));
  withInspector(command).action(async (plan, options) => {
    const { apply } = await import('./plan/apply.ts');
    process.exitCode = await apply(plan, options);
  });
  withExamples(
    command,
    [
      'apply plan.yaml --dry-run',
      'apply plan.json --total 20 --per-pool 4',
      'apply plan.json --fail-fast --json',
      'apply plan.json --inspect',
      'apply - --events < plan.jsonl',
    ],
    [
      EXIT_STATUS,
      'Volumes that already are in place are not moved again: to retry what failed, apply the plan again',
    ],
  );
}

const PLAN = 'plan ID or a unique prefix, as runs lists it';

const withJson = (command: Command): Command =>
  command.option('--json', 'print only a JSON object on standard output: the plan and its pending requests');

function addPause(program: Command): void {
  const command = program
    .command('pause')
    .description('start no more moves of a plan until it is resumed; running moves continue')
    .argument('<plan>', PLAN);
  withJson(withJournal(command)).action(async (plan, options) => {
    const { pause } = await import('./plan/requests.ts');
    process.exitCode = await pause(plan, options);
  });
  withExamples(command, ['pause 3f9c2d1a', 'resume 3f9c2d1a']);
}

function addCancel(program: Command): void {
  const command = program
    .command('cancel')
    .description('start no more moves of a plan, and end it once its running moves have ended')
    .argument('<plan>', PLAN)
    .option('--running', 'cancel the running moves as well, each as far as its current step allows');
  withJson(withJournal(command)).action(async (plan, options) => {
    const { cancel } = await import('./plan/requests.ts');
    process.exitCode = await cancel(plan, options);
  });
  withExamples(command, ['cancel 3f9c2d1a', 'cancel 3f9c2d1a --running']);
}

function addLimits(program: Command): void {
  const command = program
    .command('limits')
    .description('change how many moves of a plan may run at once; without options, show it')
    .argument('<plan>', PLAN)
    .option('--total <n>', 'moves at once')
    .option('--per-pool <n>', 'moves at once from one pool, and to one pool')
    .option('--per-source <n>', 'moves at once from one pool')
    .option('--per-destination <n>', 'moves at once to one pool')
    .option('--per-backend <n>', 'moves at once from and to the pools of one backend')
    .option('--per-pair <n>', 'moves at once from one pool to one other pool');
  withJson(withJournal(command)).action(async (plan, options) => {
    const { limits } = await import('./plan/limits.ts');
    process.exitCode = await limits(plan, options);
  });
  withExamples(command, ['limits 3f9c2d1a', 'limits 3f9c2d1a --total 20 --per-pool 4']);
}
