// The configuration of the documentation site: `npm run docs:dev` shows it, `npm run docs:build` builds it and checks its links.
import { defineConfig } from 'vitepress';
import { SIDEBAR } from './sidebar.ts';
import { linkSources, REPOSITORY } from './sourceLinks.ts';

export default defineConfig({
  title: 'volume-migrate',
  description: 'Moves OpenStack block-storage volumes, and proves that each has moved.',
  lang: 'en',
  // Without one, browsers ask for /favicon.ico.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  cleanUrls: false,
  lastUpdated: false,
  markdown: { config: linkSources },
  themeConfig: {
    sidebar: SIDEBAR.map(({ text, items }) => ({ text, items: [...items] })),
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Commands', link: '/reference/commands' },
      { text: 'Messages', link: '/reference/messages' },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
  },
});
