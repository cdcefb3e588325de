// The constants that the build puts into the page.

/** The chart's descriptions of its states, by path. */
declare const STATE_DESCRIPTIONS: Readonly<Record<string, string>>;
