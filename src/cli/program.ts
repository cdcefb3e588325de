// The command line: its commands, and how it reports wrong usage. Each command loads its own code when it runs.
import process from 'node:process';
import { Argument, Command } from 'commander';
import { VERSION } from '../../services/version.ts';
import { addCloudCommands } from './cloudCommands.ts';
import { withExamples } from './commandOptions.ts';
import { addJournalCommands } from './journalCommands.ts';
import { addMigrationCommands } from './migrationCommands.ts';
import { linesOf, sayErrorLines, sayLines } from './output.ts';

/** Creates the program with all its commands. */
export function createProgram(): Command {
  const program = new Command('volume-migrate')
    .description("OpenStack's volume migrate action: moves a Cinder volume, and verifies that it has moved")
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => sayLines(linesOf(text)),
      writeErr: (text) => sayErrorLines(linesOf(text)),
      // The quoted arguments may contain line breaks; of the lines of commander's own, a suggestion is the
      // second.
      outputError: (text) =>
        sayErrorLines(suggesting(program, text.trimEnd()).split(/\n(?=\(Did you mean )/)),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for more information)');
  addMigrationCommands(program);
  addJournalCommands(program);
  addCloudCommands(program);
  addCompletion(program);
  return program;
}

function addCompletion(program: Command): void {
  const command = program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell) => {
      const { completion } = await import('./completion.ts');
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

/**
 * The message with suggestions for an option that is the prefix of several: commander suggests only similar
 * spellings.
 */
export function suggesting(program: Command, message: string): string {
  const [, flag] = /^error: unknown option '(--[a-z-]+)'$/.exec(message) ?? [];
  const command = program.commands.find((each) => each.name() === process.argv[2]);
  const longer = (command?.options ?? [])
    .map(({ long }) => long ?? '')
    .filter((long) => flag !== undefined && long.startsWith(`${flag}-`));
  return longer.length === 0 ? message : `${message}\n(Did you mean ${longer.join(' or ')}?)`;
}
