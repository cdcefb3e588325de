// What a run of the scenarios recorded, and the golden recordings of real clouds.
import type { Release } from '../../src/simulator/index.ts';
import type { Shape } from './shape.ts';

export interface CallStep {
  readonly kind: 'call';
  readonly title: string;
  /** Who, how and where: `admin GET volume /volumes/<volume>`. */
  readonly request: string;
  readonly status: number;
  readonly headers: readonly string[];
  /** It contains the normalised words of a refusal, as every `message` does. */
  readonly body: Shape;
}

export interface SeenState {
  readonly state: string;
  readonly ms: number;
}

/** The states of each row of a course, in their order. */
export interface CourseStep {
  readonly kind: 'course';
  readonly title: string;
  readonly rows: Readonly<Record<string, readonly SeenState[]>>;
}

export type Step = CallStep | CourseStep;

/** By the scenario's name. */
export type Run = Readonly<Record<string, readonly Step[]>>;

/**
 * How reliably a state is seen: `always`, in every recorded run and for a while; `briefly`, in every run, but
 * so briefly that a poller may miss it; `sometimes`, not in every run.
 */
export type Certainty = 'always' | 'briefly' | 'sometimes';

export interface GoldenState {
  readonly state: string;
  readonly seen: Certainty;
}

export interface GoldenCourse {
  readonly kind: 'course';
  readonly title: string;
  readonly rows: Readonly<Record<string, readonly GoldenState[]>>;
}

export type GoldenStep = CallStep | GoldenCourse;

export interface Golden {
  readonly release: Release;
  readonly scenarios: Readonly<Record<string, readonly GoldenStep[]>>;
}
