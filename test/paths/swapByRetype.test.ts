// Paths of a swap that Cinder does by an in-use retype.
import { describePaths } from './describePaths.ts';

describePaths('retype');
