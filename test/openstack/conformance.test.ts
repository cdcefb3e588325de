// The conformance suite on a real cloud.
import { describeConformance } from '../conformance/describeConformance.ts';
import { openRealConformanceWorld } from '../conformance/realWorld.ts';

describeConformance('the real cloud is as it was recorded', openRealConformanceWorld);
