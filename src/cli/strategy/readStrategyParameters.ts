// Reads the files of the command plan: the parameters of a strategy, in JSON or YAML.
import { InvalidParametersError, InvalidPlanError } from '../../errors.ts';
import type { Content } from '../../plan/file/content.ts';
import { jsonContent } from '../../plan/file/jsonContent.ts';
import { reject } from '../../plan/file/problem.ts';
import { yamlContent } from '../../plan/file/yamlContent.ts';
import { readTextOrInput } from '../fileOrInput.ts';

/** The parameters in a file; none without a file. Throws `InvalidParametersError`, which names every problem and its line. */
export async function readStrategyParameters(
  file: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  if (file === undefined) return {};
  const { value } = contentIn(file, await readText(file, '--params'));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as never;
  throw new InvalidParametersError([`--params: ${file}: expected an object with the strategy's parameters`]);
}

function contentIn(file: string, text: string): Content {
  try {
    const content = jsonContent(text) ?? yamlContent(text);
    reject(content.problems, content.linesOf);
    return content;
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    throw new InvalidParametersError(error.problems.map((problem) => `--params: ${file}: ${problem}`));
  }
}

/** The text of a file that an option names; `-` reads standard input. Throws `InvalidParametersError`. */
export const readText = async (file: string, flag: string): Promise<string> =>
  await readTextOrInput(
    file,
    (name, why) => new InvalidParametersError([`${flag}: cannot read ${name}: ${why}`]),
  );
