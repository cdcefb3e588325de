// Writes the bundled command to dist/command/; run after `tsc`.
import { join } from 'node:path';
import { bundleCommand } from './bundleCommand.ts';

await bundleCommand(join(import.meta.dirname, '../dist/command'));
