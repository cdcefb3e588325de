// Durations as options: `90s`, `30m`, `1h30m`, `90d`.

const UNITS_MS: Readonly<Record<string, number>> = {
  ...{ s: 1_000, m: 60_000, h: 3_600_000 },
  ...{ d: 86_400_000, w: 604_800_000, y: 31_536_000_000 },
};

/** The milliseconds of a duration, 0 or more; null if the text is none. Units: s, m, h, d, w and y (365 days). */
export function millisecondsIn(text: string): number | null {
  if (!/^(\d+(\.\d+)?[smhdwy])+$/.test(text)) return null;
  const parts = [...text.matchAll(/([\d.]+)([smhdwy])/g)].map(([, number, unit = '']) => ({
    unit,
    milliseconds: Number(number) * (UNITS_MS[unit] ?? 0),
  }));
  // Each unit once: `30m30m` is a mistake.
  if (new Set(parts.map(({ unit }) => unit)).size < parts.length) return null;
  const sum = parts.reduce((total, { milliseconds }) => total + milliseconds, 0);
  return sum <= 2 ** 52 ? sum : null;
}

/** What is wrong with a text that is no duration. */
export const notADuration = (flag: string, text: string): string =>
  `${flag}: expected a duration such as 90s, 30m, 1h30m or 90d, got ${text === '' ? 'nothing' : text}`;
