// Names in the parameters of a zone migration that the cloud does not know: typing errors, which must not become an empty plan.
import { InvalidParametersError } from '../../errors.ts';
import { candidates, isKnownPool } from '../poolNames.ts';
import type { Planning } from './planning.ts';

type Named = Pick<Planning, 'view' | 'parameters'>;

/** Throws `InvalidParametersError`, which lists every pool and volume type that the cloud does not know, with those it has. */
export function checkNames(planning: Named): void {
  const problems = planning.parameters.storage_pools.flatMap((rule, index) => {
    const at = `storage_pools[${index}]`;
    return [
      ...poolProblems(planning, `${at}.src_pool`, [rule.src_pool]),
      ...poolProblems(planning, `${at}.dst_pool`, [rule.dst_pool ?? []].flat()),
      ...typeProblems(planning, `${at}.src_type`, rule.src_type),
      ...typeProblems(planning, `${at}.dst_type`, rule.dst_type),
    ];
  });
  if (problems.length > 0) throw new InvalidParametersError(problems);
}

const poolProblems = ({ view }: Named, place: string, names: readonly string[]): string[] =>
  names
    .filter((name) => !isKnownPool(view, name))
    .map((name) => {
      const known = [...view.pools.keys()];
      return `${place}: Cinder lists no pool ${name} (${candidates(name, known)})`;
    });

// A type is named by its name or its ID.
function typeProblems({ view }: Named, place: string, name: string | undefined): string[] {
  if (name === undefined || view.types.has(name)) return [];
  const known = view.view.types.map((type) => type.name).toSorted();
  return [`${place}: the cloud has no volume type ${name} (${candidates(name, known)})`];
}
