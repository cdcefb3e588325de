// A reporter that ends with one line a failure, so that the end of a long log tells what failed.
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestModule } from 'vitest/node';

const LONGEST = 300;

const firstLine = (message: string): string =>
  stripVTControlCharacters(message).split('\n', 1)[0]?.slice(0, LONGEST) ?? '';

/** Each failed test of a module, and what failed outside of its tests. */
function* failuresOf(module: TestModule): Generator<string> {
  for (const { message } of module.errors()) yield `${module.relativeModuleId}: ${firstLine(message)}`;
  for (const suite of module.children.allSuites()) {
    for (const { message } of suite.errors())
      yield `${module.relativeModuleId} > ${suite.fullName}: ${firstLine(message)}`;
  }
  for (const test of module.children.allTests('failed')) {
    const [error] = test.result().errors ?? [];
    yield `${module.relativeModuleId} > ${test.fullName}: ${firstLine(error?.message ?? 'no message')}`;
  }
}

export default class FailuresInBrief implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const failures = modules.flatMap((module) => [...failuresOf(module)]);
    if (failures.length > 0)
      process.stdout.write(`\nfailed:\n${failures.map((one) => `  ${one}\n`).join('')}`);
  }
}
