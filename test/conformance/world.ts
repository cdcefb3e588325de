// A cloud for the conformance scenarios: the end-to-end world, and what only this suite needs.
import type { Release } from '../../src/simulator/index.ts';
import type { User } from '../e2e/client.ts';
import type { World } from '../e2e/world.ts';

export interface ConformanceWorld extends World {
  readonly release: Release;
  readonly kind: 'simulated' | 'real';
  /** A member of another project. */
  readonly stranger: User;
  /** Lets the cloud continue a little: false if nothing is left that could happen. */
  readonly tick: () => Promise<boolean>;
}
