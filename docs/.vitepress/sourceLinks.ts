// Links from a page to a file of the repository that is no page lead to the repository.
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

export const REPOSITORY = 'https://github.com/volume-migrate/volume-migrate';

const DOCS = join(import.meta.dirname, '..');
const ROOT = join(DOCS, '..');

/** Where the link of a page leads; null for a link to a page, an anchor or another site. Throws if the file does not exist. */
export function sourceOf(href: string, page: string): string | null {
  const [path = '', anchor] = decodeURI(href).split('#');
  if (path === '' || /^[a-z]+:|^\//.test(path)) return null;
  const target = join(dirname(page), path);
  const isPage = path.endsWith('.md') || (path.endsWith('/') && existsSync(join(target, 'index.md')));
  if (isPage && !relative(DOCS, target).startsWith('..')) return null;
  if (!existsSync(target)) throw new Error(`${relative(ROOT, page)}: ${href} does not exist`);
  return `${REPOSITORY}/${path.endsWith('/') ? 'tree' : 'blob'}/main/${relative(ROOT, target)}${anchor === undefined ? '' : `#${anchor}`}`;
}

/** Makes the renderer of the pages use `sourceOf`. */
export function linkSources(md: MarkdownRenderer): void {
  const render = md.renderer.rules['link_open'];
  md.renderer.rules['link_open'] = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const source = sourceOf(token?.attrGet('href') ?? '', env.path);
    if (source !== null) token?.attrSet('href', source);
    return render?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
  };
}
