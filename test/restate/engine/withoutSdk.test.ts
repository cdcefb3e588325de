// Where the SDK of Restate is not installed: everything loads, only a worker needs it.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAsProcess } from '../../cli/command.ts';

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');
const INDEX = join(import.meta.dirname, '../../../src/restate/index.ts');

// As Node reports a package that is not there.
const HIDDEN = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (name, context, next) => {
      if (!name.startsWith('@restatedev/')) return next(name, context);
      throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' });
    },
  });
`)}`;

const run = async (...args: string[]) =>
  await runAsProcess(import.meta.dirname, [], {}, [process.execPath, '--import', HIDDEN, ...args]);

test('the entry point loads', async () => {
  const text = `import { openRestateStore } from '${INDEX}'; console.log(openRestateStore('restate+http://a').url)`;
  const loaded = await run('--input-type=module', '--eval', text);
  expect(loaded).toEqual({ status: 0, stdout: 'restate+http://a\n', stderr: '' });
});

test('a command with --store reaches for Restate', async () => {
  const ran = await run(MAIN, 'runs', '--store', 'restate+http://127.0.0.1:9');
  expect(ran.status).toBe(2);
  expect(ran.stderr).toContain('cannot reach Restate at http://127.0.0.1:9/');
});

test('a worker says which package to install, and exits with 2', async () => {
  const ran = await run(MAIN, 'worker', '--ingress', 'http://127.0.0.1:9', '--listen', '127.0.0.1:0');
  expect(ran.status).toBe(2);
  expect(ran.stderr).toContain('run: npm install @restatedev/restate-sdk');
});
