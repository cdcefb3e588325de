// How often a property is tried: PROPERTY_RUNS=50 npx vitest run test/properties tries each fifty times as often.
import process from 'node:process';

const times = Number(process.env['PROPERTY_RUNS'] ?? 1);

export const runs = (usually: number): number => Math.max(1, Math.round(usually * times));
