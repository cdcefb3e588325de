#!/usr/bin/env node
// The command of the package: the program, once it is clear that this Node can load it.
import './nodeVersion.ts';

void import('./cli/main.ts');
