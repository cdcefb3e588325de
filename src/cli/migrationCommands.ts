// The commands that migrate volumes: run, resume and watch.
import process from 'node:process';
import { type Command, Option } from 'commander';
import {
  EXIT_STATUS,
  RUN,
  withCloud,
  withDriving,
  withExamples,
  withFormat,
  withInspector,
  withJournal,
  withTemporaryUser,
} from './commandOptions.ts';

/** Adds the commands to the program. */
export function addMigrationCommands(program: Command): void {
  addRun(program);
  addCheck(program);
  addResume(program);
  addWatch(program);
}

const AS_OTHER_USER = 'resume a run that another user started, or that was started in another project';

function addRun(program: Command): void {
  const command = program
    .command('run')
    .description('migrate a volume')
    .argument('[volume]', 'UUID of the volume, or its exact name');
  withGoal(command).optionsGroup('Options:');
  withFormat(withJournal(withCloud(withDriving(command)))).option(
    '--no-wait',
    'end once the cloud has accepted the move; follow it to its verified end with watch',
  );
  command.addOption(
    new Option(
      '--dry-run',
      'change nothing: show what blocks the run or, in order, the changes that it would make',
    ).conflicts(['inspect', 'inspectOrigin', 'wait', 'events']),
  );
  withInspector(command).action(async (volume, { dryRun = false, ...options }) => {
    if (dryRun) {
      const { check } = await import('./check.ts');
      process.exitCode = await check(volume, options, true);
      return;
    }
    const { run } = await import('./run.ts');
    process.exitCode = await run(volume, options);
  });
  withExamples(
    command,
    [
      "run data1 --migration-type migrate --destination-node 'node2@alpha#alpha'",
      'run 2c91c4af-44ad-4e16-8d56-c27db583a459 --migration-type retype --destination-type fast',
      'run data1 --destination-type fast --timeout 2h --stall-after 30m',
      'run data1 --destination-type fast --no-wait --json',
      'run data1 --destination-type fast --events',
      'run data1 --destination-type fast --quiet',
      'run data1 --destination-type fast --dry-run',
    ],
    [EXIT_STATUS],
  );
}

// The parameters of the specification.
const withGoal = (command: Command): Command =>
  command
    .optionsGroup('Goal:')
    .option('--resource-id <id>', 'UUID of the volume, instead of the argument')
    .option(
      '--migration-type <type>',
      'migrate to a pool, retype to a volume type (both: detached or attached volume); swap for an attached volume (default), cold for a detached volume',
    )
    .option('--destination-node <node>', 'with migrate (required) or cold: target pool, as HOST@BACKEND#POOL')
    .option(
      '--destination-type <type>',
      'target volume type (required for retype and swap; with cold, retypes the volume)',
    )
    .option('--swap-method <method>', 'how to swap: auto (default), attachment or retype')
    .option(
      '--allow-encryption-change',
      'allow the new type to encrypt the volume, or to remove its encryption',
    )
    .option(
      '--params <file>',
      'read the parameters as JSON, with the names from the specification; - reads standard input',
    );

function addCheck(program: Command): void {
  const command = program
    .command('check')
    .description('show everything that blocks a migration, or the moves of a plan, without changing anything')
    .argument('[volume]', 'UUID of the volume, or its exact name; or a plan file (- reads standard input)');
  withGoal(command).optionsGroup('Options:');
  withJournal(withCloud(withTemporaryUser(command)))
    .option('--other-cloud', 'accept a plan that was made for another cloud')
    .option('--old', 'accept a plan that was made more than a day ago')
    .option('--json', 'print only a JSON object on standard output')
    .action(async (volume, options) => {
      const { isPlanName } = await import('./plan/readPlanFile.ts');
      if (volume !== undefined && isPlanName(volume)) {
        const { checkPlanFile } = await import('./plan/checkPlan.ts');
        process.exitCode = await checkPlanFile(volume, options);
        return;
      }
      const { check } = await import('./check.ts');
      process.exitCode = await check(volume, options);
    });
  withExamples(
    command,
    [
      "check data1 --migration-type migrate --destination-node 'node2@alpha#alpha'",
      'check 2c91c4af-44ad-4e16-8d56-c27db583a459 --migration-type retype --destination-type fast --json',
      'check plan.yaml',
    ],
    [
      'Exit status: 0 nothing blocks the migration; 1 blocked; 2 unusable parameters, plan, configuration or journal',
    ],
  );
}

function addResume(program: Command): void {
  const command = program
    .command('resume')
    .description('resume a run or a plan that no process is driving, or a plan that was paused')
    .argument('[run]', RUN)
    .option('--all', 'resume all open plans and runs of this cloud, one after another')
    .option('--as-other-user', AS_OTHER_USER);
  withFormat(withJournal(withCloud(withDriving(command))));
  withInspector(command).action(async (run, options) => {
    const { resumeAny } = await import('./plan/resumeAny.ts');
    process.exitCode = await resumeAny(run, options);
  });
  withExamples(
    command,
    ['resume 3f9c2d1a --timeout 2h', 'resume --all --cloud mycloud'],
    [
      EXIT_STATUS,
      'A finished run is not resumed: its recorded outcome is printed again (exit status 2 if it was given up)',
    ],
  );
}

function addWatch(program: Command): void {
  const command = program
    .command('watch')
    .description('follow a run or a plan that another process drives, or resume it if none does')
    .argument('<run>', RUN)
    .option('--as-other-user', AS_OTHER_USER);
  withFormat(withJournal(withCloud(withDriving(command)))).action(async (run, options) => {
    const { isPlanId } = await import('./plan/findPlan.ts');
    if (await isPlanId(run, options.journal)) {
      const { watchPlan } = await import('./plan/watchPlan.ts');
      process.exitCode = await watchPlan(run, options);
      return;
    }
    const { watch } = await import('./watch.ts');
    process.exitCode = await watch(run, options);
  });
  withExamples(command, ['watch 3f9c2d1a'], [EXIT_STATUS]);
}
