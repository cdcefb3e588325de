// For a call that may be repeated and whose first attempt was already checked.

/** The same check, skipped at its first call. */
export function exceptFirst(check: () => Promise<void>): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (!isFirst) await check();
    isFirst = false;
  };
}
