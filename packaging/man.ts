// Writes the manual page to dist/man/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manPage } from './manPage.ts';

const FOLDER = join(import.meta.dirname, '../dist/man');

mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, 'volume-migrate.1'), manPage());
