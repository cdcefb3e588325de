#!/usr/bin/env node
// The package's command: checks the version of Node, then loads the program.
import './nodeVersion.ts';

void import('./cli/compileCache.ts')
  .then(({ useCompileCache }) => useCompileCache())
  .then(() => import('./cli/main.ts'));
