// The commands that work on the journal: runs, show, replay, export, give-up, inspect.
import process from 'node:process';
import type { Command } from 'commander';
import { RUN, RUN_OR_FILE, withExamples, withJournal } from './commandOptions.ts';

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
    .description('list the runs of all clouds and workflows, newest first')
    .option('--unfinished', 'list only open runs');
  withJournal(command)
    .option('--json', 'print a JSON array')
    .action(async (options) => {
      const { runs } = await import('./runs.ts');
      process.exitCode = await runs(options);
    });
  withExamples(command, ['runs', 'runs --unfinished', 'runs --json']);
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
    .description('show a run in detail: each event, each guard with its answer, each call with its requests')
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
    .option('--why <reason>', 'reason to record in the journal');
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
    .description('show runs on a local page, live or at any earlier point')
    .argument('[run]', `run to show first: a ${RUN_OR_FILE}`)
    .option('--port <port>', 'port on 127.0.0.1 (default: any free port)')
    .option(
      '--html <file>',
      'write the run to a page that opens offline, and exit; overwrites only pages that inspect wrote',
    );
  withJournal(command).action(async (run, options) => {
    const { inspect } = await import('./inspect.ts');
    process.exitCode = await inspect(run, options);
  });
  withExamples(command, ['inspect', 'inspect 3f9c2d1a --html run.html']);
}
