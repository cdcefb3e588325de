// The constants that the build puts into the page.

/** The charts' descriptions of their states, by workflow and path. */
declare const STATE_DESCRIPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>>;
