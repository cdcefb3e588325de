// Keystone's policy checks.
import { Refusal } from '../refusal.ts';
import type { AuthorizedCall } from '../router.ts';

export const forbidden = (rule: string) =>
  new Refusal(403, `You are not authorized to perform the requested action: ${rule}.`);

/** Allows an admin, and the caller if `also` holds. */
export function requireAdmin(call: AuthorizedCall, rule: string, also = false): void {
  if (!call.isAdmin && !also) throw forbidden(rule);
}
