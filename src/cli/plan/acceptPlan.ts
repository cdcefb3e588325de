// A plan is applied to the cloud that it was made for, and while it is recent.
import { StateError } from '../../../services/index.ts';
import type { Plan } from '../../plan/file/types.ts';

export interface AcceptFlags {
  readonly otherCloud?: boolean;
  readonly old?: boolean;
}

const DAY_MS = 24 * 3_600_000;

/** Throws `StateError` `PlanTooOld` unless the plan is at most a day old, or `--old` is given. */
export function checkAge({ createdAt }: Pick<Plan, 'createdAt'>, { old = false }: AcceptFlags): void {
  if (old || createdAt === null || Date.now() - Date.parse(createdAt) <= DAY_MS) return;
  throw new StateError({
    code: 'PlanTooOld',
    message: `the plan was made more than a day ago (created_at ${createdAt}): volumes may have moved or changed since. Make a new plan, or use --old to accept this one`,
  });
}

/**
 * Throws `StateError` `PlanForOtherCloud` unless the plan was made for this Keystone, or `--other-cloud` is given.
 * `signedInTo`: its URL in the catalog, and the one in the configuration.
 */
export function checkCloud(
  { cloud }: Pick<Plan, 'cloud'>,
  signedInTo: readonly string[],
  { otherCloud = false }: AcceptFlags,
): void {
  if (otherCloud || cloud === null || signedInTo.map(withoutSlash).includes(withoutSlash(cloud))) return;
  throw new StateError({
    code: 'PlanForOtherCloud',
    message: `the plan was made for cloud ${cloud}, but you are signed in to ${signedInTo[0]}. Select its cloud with --cloud, or use --other-cloud to accept it`,
  });
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
