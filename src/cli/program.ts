// The command line: its commands, and how it reports wrong usage. Each command loads its own code when it runs.
import process from 'node:process';
import { Argument, Command } from 'commander';
import { VERSION } from '../../services/version.ts';
import { addCloudCommands } from './cloudCommands.ts';
import { addClusterCommands } from './cluster/clusterCommands.ts';
import { withExamples } from './commandOptions.ts';
import { HELP } from './errorInWords.ts';
import { addJournalCommands } from './journalCommands.ts';
import { addMigrationCommands } from './migrationCommands.ts';
import { linesOf, sayErrorLines, sayErrorWithHints, sayLines } from './output.ts';
import { addPlanCommands } from './planCommands.ts';
import { addStrategyCommands } from './strategyCommands.ts';
import { asksForJsonLog, LOGGING, startLog } from './telemetry/log.ts';
import { startTelemetry } from './telemetry/telemetry.ts';

interface LogFlags {
  readonly log?: 'text' | 'json';
  readonly verbose?: boolean;
  readonly events?: boolean;
}

async function observeRuns(command: Command): Promise<void> {
  const { log, verbose = false, events = false } = command.opts<LogFlags>();
  if (log === 'json') {
    await startLog(verbose);
    // The log takes the place of what is printed for people, requests included; the outcome is printed as usual.
    command.setOptionValue('verbose', undefined);
    if (!events) command.setOptionValue('quiet', true);
  }
  await startTelemetry();
}

/** Creates the program with all its commands, for these arguments. */
export function createProgram(args: readonly string[]): Command {
  const isJsonLog = asksForJsonLog(args);
  const program = new Command('volume-migrate')
    .description("OpenStack's volume migrate action: moves a Cinder volume, and verifies that it has moved")
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => sayLines(linesOf(text)),
      writeErr: (text) => sayErrorLines(linesOf(text)),
      outputError: (text) => {
        // The quoted arguments may contain line breaks; of the lines of commander's own, a suggestion is the
        // second.
        const lines = suggesting(program, text.trimEnd(), args).split(/\n(?=\(Did you mean )/);
        const unbracketed = lines.map((line) => line.replace(/^\((.*)\)$/, '$1'));
        if (isJsonLog) sayErrorWithHints([...unbracketed, HELP], 'InvalidParameters');
        else sayErrorLines(lines);
      },
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError(isJsonLog ? false : '(add --help for more information)');
  program.hook('preAction', async (_, acting) => {
    // OpenTelemetry is started for the same commands.
    if (LOGGING.has(acting.name())) await observeRuns(acting);
  });
  addMigrationCommands(program);
  addPlanCommands(program);
  addStrategyCommands(program);
  addJournalCommands(program);
  addCloudCommands(program);
  addClusterCommands(program);
  addCompletion(program);
  return program;
}

function addCompletion(program: Command): void {
  const command = program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell) => {
      const { completion } = await import('./completion/completion.ts');
      process.exitCode = completion(program, shell);
    });
  withExamples(
    command,
    [
      'completion bash >> ~/.bashrc',
      'completion zsh > ~/.zfunc/_volume-migrate',
      'completion fish > ~/.config/fish/completions/volume-migrate.fish',
    ],
    ['For the current shell only: source <(volume-migrate completion bash)'],
  );
}

const withoutStore = (name: string): string =>
  name === 'worker'
    ? 'give a worker the address of Restate with --ingress'
    : `${name} neither starts nor reads runs, so it needs no store`;

/**
 * The message with suggestions for an option that is the prefix of several: commander suggests only similar
 * spellings.
 */
export function suggesting(program: Command, message: string, [name]: readonly string[]): string {
  const [, flag] = /^error: unknown option '(--[a-z-]+)'$/.exec(message) ?? [];
  if (flag === '--store') return `${message}: ${withoutStore(name ?? '')}`;
  const command = program.commands.find((each) => each.name() === name);
  const longer = (command?.options ?? [])
    .map(({ long }) => long ?? '')
    .filter((long) => flag !== undefined && long.startsWith(`${flag}-`));
  return longer.length === 0 ? message : `${message}\n(Did you mean ${longer.join(' or ')}?)`;
}
