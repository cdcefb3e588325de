import { Refusal } from '../refusal.ts';
import type { AuthorizedCall } from '../router.ts';

export const forbidden = (rule: string) =>
  new Refusal(403, `You are not authorized to perform the requested action: ${rule}.`);

/** Lets an admin pass, and whoever `also` names. */
export function requireAdmin(call: AuthorizedCall, rule: string, also = false): void {
  if (!call.isAdmin && !also) throw forbidden(rule);
}
