// Paths of a cold migration, and of a migration type that is neither cold nor swap.
import { describePaths } from './describePaths.ts';

describePaths('cold');
