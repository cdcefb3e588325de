// Finds a strategy by its name, or loads one of yours from a file.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nearest } from '../../services/spelling.ts';
import { InvalidParametersError } from '../errors.ts';
import { asStrategy } from './asStrategy.ts';
import { storageBalance } from './storageBalance/storageBalance.ts';
import type { Strategy } from './types.ts';
import { zoneMigration } from './zoneMigration/zoneMigration.ts';

/** The strategies that the package has. */
export const STRATEGIES: readonly Strategy[] = [zoneMigration as Strategy, storageBalance as Strategy];

/**
 * A strategy by its name, or the default export of a JavaScript module by its path: `./my-strategy.js`. Rejects with
 * `InvalidParametersError`.
 */
export async function loadStrategy(nameOrFile: string): Promise<Strategy> {
  const known = STRATEGIES.find(({ name }) => name === nameOrFile.replaceAll('_', '-'));
  if (known !== undefined) return known;
  if (!/[/\\.]/.test(nameOrFile)) throw new InvalidParametersError([unknownStrategy(nameOrFile)]);
  const file = resolve(nameOrFile);
  const module = (await import(pathToFileURL(file).href).catch((error: Error) => {
    throw new InvalidParametersError([`strategy ${nameOrFile} cannot be loaded: ${error.message}`]);
  })) as { readonly default?: unknown };
  return asStrategy(module.default, nameOrFile);
}

function unknownStrategy(name: string): string {
  const names = STRATEGIES.map((strategy) => strategy.name);
  const near = nearest(name, names);
  const instead = near === null ? `known: ${names.join(', ')}` : `did you mean ${near}?`;
  return `unknown strategy ${name} (${instead}); a file of yours needs a path, such as ./${name}.js`;
}
