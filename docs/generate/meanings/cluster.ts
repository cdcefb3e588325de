// What the codes mean: runs on many hosts.
import type { MeaningGroup } from './types.ts';

export default {
  title: 'Runs on many hosts',
  intro: 'See [Run on many hosts](../cluster.md).',
  meanings: {
    StoreUnreachable: {
      cause: 'The ingress of Restate cannot be reached.',
      remedy: 'Check the URL of `--store`, and that the server is running.',
    },
    NoWorkers: {
      cause: 'No worker is registered.',
      remedy: 'Start one: `volume-migrate worker --ingress URL --register`.',
    },
    NoResponse: {
      cause: 'No worker responded in time. Restate keeps every run; they continue when a worker is back.',
      remedy:
        'Start one: `volume-migrate worker --ingress URL --register`. If workers are running and only one run does not respond, its records may be [too large](../cluster.md#limits).',
    },
    AdminUnreachable: {
      cause:
        'The admin API of Restate does not respond to this process, or to the worker that was asked. Lists and repairs need that API.',
      remedy: 'Start the workers with `--admin URL`, and check that they can reach it.',
    },
    StoreFailed: {
      cause: 'Restate rejected a request.',
      remedy: 'Read the message, and the logs of the server and the workers.',
    },
    OrderTooLarge: {
      cause: 'The plan is too large: at most 16 MiB can be sent to Restate.',
      remedy: 'Split it into several smaller plans: 10,000 moves are known to fit.',
    },
    InvalidStoreUrl: {
      cause:
        "The URL of `--store` is not the URL of Restate's ingress, or a token cannot be sent to it safely.",
      remedy: 'Write it as `restate+http://HOST:8080`, or as `restate+https://HOST:8443` if you use a token.',
    },
    RestateSdkMissing: {
      cause: '`@restatedev/restate-sdk` is not installed.',
      remedy: 'Install it beside the package.',
    },
  },
} satisfies MeaningGroup;
