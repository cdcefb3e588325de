// Every path of a cold migration, and of what is neither cold nor swap.
import { describePaths } from './describePaths.ts';

describePaths('cold');
