// Draws the terminal pictures of the documentation from real runs: npm run docs:pictures
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { terminalPictures } from './terminals.ts';

for (const [file, drawing] of await terminalPictures())
  writeFileSync(join(import.meta.dirname, file), drawing);
