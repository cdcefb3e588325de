// Errors of the simulated services.

/** A call that a service refuses: its status and its message. Each service gives it its own form. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Additional fields beside the message, if Keystone has any. */
  readonly details: Record<string, unknown>;

  constructor(
    status: number,
    message: string,
    headers: Record<string, string> = {},
    details: Record<string, unknown> = {},
  ) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.details = details;
  }
}

export const badRequest = (message: string): Refusal => new Refusal(400, message);
export const invalidVolume = (reason: string): Refusal => new Refusal(400, `Invalid volume: ${reason}`);
export const invalidInput = (reason: string): Refusal =>
  new Refusal(400, `Invalid input received: ${reason}`);
export const notFound = (message: string): Refusal => new Refusal(404, message);
export const conflict = (message: string): Refusal => new Refusal(409, message);
export const volumeNotFound = (id: string): Refusal => notFound(`Volume ${id} could not be found.`);
export const serverNotFound = (id: string): Refusal => notFound(`Instance ${id} could not be found.`);
export const policyForbids = (rule: string): Refusal =>
  new Refusal(403, `Policy doesn't allow ${rule} to be performed.`);

/** A driver or a manager that failed in the background; only the log shows it. */
export class BackendError extends Error {
  override name = 'BackendError';
}
