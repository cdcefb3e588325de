// How often something random is tried: in npm test a quarter as often as npm run test:properties tries it.
// PROPERTY_RUNS=50 npm run test:properties tries each fifty times as often.
import process from 'node:process';

const QUARTER = 0.25;
// Fewer would hardly be a property.
const LEAST = 10;

const times = Number(process.env['PROPERTY_RUNS'] ?? QUARTER);

/** `usually`: how often `npm run test:properties` tries it. */
export const runs = (usually: number): number =>
  Math.max(Math.min(usually, LEAST), Math.round(usually * times));
