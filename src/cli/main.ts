#!/usr/bin/env node
// The command line as a process. What --help does not need is loaded by the commands themselves.
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { EXIT } from './exit.ts';
import { outliveOutput } from './output.ts';
import { runProgram, sayUnexpected } from './runProgram.ts';

// A run mostly waits: its memory for short-lived objects need not grow.
setFlagsFromString('--semi-space-growth-factor=1');

// `npm run volume-migrate` starts in the checkout's root, but file names are relative to the user's folder.
const ownFolder = process.env['INIT_CWD'];
const isOwnScript = ['npm_lifecycle_event', 'npm_package_name'].every(
  (name) => process.env[name] === 'volume-migrate',
);
if (isOwnScript && ownFolder !== undefined) process.chdir(ownFolder);

outliveOutput();
process.on('uncaughtException', (error) => {
  sayUnexpected(error);
  process.exit(EXIT.failed);
});

let isDone = false;
void runProgram(process.argv.slice(2)).then((endsByItself) => {
  isDone = true;
  if (!endsByItself) process.exit();
});
// Nothing is left that could continue it: whatever the command did so far, it has not ended.
process.once('beforeExit', () => {
  if (isDone) return;
  sayUnexpected(new Error('the process exited before the command had finished'));
  process.exitCode = EXIT.failed;
});
