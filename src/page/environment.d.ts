// What the build puts into the page.

/** The chart's own words for its states, by path. */
declare const STATE_DESCRIPTIONS: Readonly<Record<string, string>>;
