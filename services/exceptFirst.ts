// For a call that may be repeated, and whose first time was checked before.

/** The same check, skipped the first time that it is called. */
export function exceptFirst(check: () => Promise<void>): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (!isFirst) await check();
    isFirst = false;
  };
}
