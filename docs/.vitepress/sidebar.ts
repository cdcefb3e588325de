// The pages of the site, in the order of its sidebar. Links are relative to docs/, without .md.

interface Item {
  readonly text: string;
  readonly link: string;
}

export interface Group {
  readonly text: string;
  readonly items: readonly Item[];
}

const page = (text: string, link: string): Item => ({ text, link: `/${link}` });

export const SIDEBAR: readonly Group[] = [
  {
    text: 'Start',
    items: [page('What it is', ''), page('Up and running in five minutes', 'start')],
  },
  {
    text: 'Move volumes',
    items: [
      page('Move one volume', 'moving'),
      page('Move many volumes', 'many-volumes'),
      page('Plan files', 'plan-files'),
      page('Plans made by strategies', 'strategies'),
      page('Inspect runs and plans', 'inspector'),
    ],
  },
  {
    text: 'How to',
    items: [
      page('Empty a pool', 'empty-a-pool'),
      page('Retype many volumes at night', 'retype-a-fleet'),
      page('Continue after a crash', 'after-a-crash'),
      page('Export traces, metrics and logs', 'observability'),
      page('Switch from Watcher', 'watcher'),
      page('Upgrade', 'upgrading'),
      page('Run on many hosts', 'cluster'),
    ],
  },
  {
    text: 'Build on it',
    items: [
      page('Use it in your application', 'embed'),
      page('Write your own workflow', 'own-workflow'),
      page('Write your own strategy', 'own-strategy'),
      page('Write your own store', 'own-store'),
      page('Test against a simulated cloud', 'testing'),
      page('Examples', 'examples/'),
    ],
  },
  {
    text: 'How it works',
    items: [
      page('The chart and its states', 'chart'),
      page('What a script would not do', 'safety'),
      page('Security model', 'security'),
      page('Compared with Watcher', 'comparison'),
      page('Limits', 'limits'),
    ],
  },
  {
    text: 'Reference',
    items: [page('Commands', 'reference/commands'), page('What a message means', 'reference/messages')],
  },
  {
    text: 'Functions, options, errors',
    items: [
      page('volume-migrate', 'reference/api'),
      page('…/machines', 'reference/api-machines'),
      page('…/services', 'reference/api-services'),
      page('…/restate', 'reference/api-restate'),
      page('…/opentelemetry', 'reference/api-opentelemetry'),
      page('…/simulator', 'reference/api-simulator'),
      page('…/strategies/testing', 'reference/api-strategies-testing'),
      page('…/testing', 'reference/api-testing'),
    ],
  },
];
