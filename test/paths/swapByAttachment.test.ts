// Paths of a swap that is refused, or done by an attachment update.
import { describePaths } from './describePaths.ts';

describePaths('attachment');
