// Builds the inspector's page into one file that needs nothing else.
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import type { AnyStateMachine } from 'xstate';
import { planMachine } from './machines/plan/machine.ts';
import { pathOf, statesOf } from './machines/transitions.ts';
import { volumeMigrateMachine } from './machines/volumeMigrate.ts';
import { noticesOf } from './packaging/thirdParty.ts';
import { PLAN_WORKFLOW } from './src/plan/name.ts';
import { WORKFLOW } from './src/volumeMigrate/name.ts';

const descriptionsOf = (machine: AnyStateMachine) =>
  Object.fromEntries(statesOf(machine).map((node) => [pathOf(node), node.description ?? node.key]));

const descriptions = {
  [WORKFLOW]: descriptionsOf(volumeMigrateMachine),
  [PLAN_WORKFLOW]: descriptionsOf(planMachine),
};

/** Puts the script and the style into the page, in place of the references to them. */
function inlined(): Plugin {
  return {
    name: 'inlined',
    enforce: 'post',
    generateBundle(_, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('the build made no page');
      let html = String(page.source);
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      for (const [name, part] of Object.entries(bundle)) {
        if (part === page) continue;
        const content = part.type === 'chunk' ? part.code : String(part.source);
        html = withContent(html, name, content);
        delete bundle[name];
      }
      page.source = html;
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: noticesOf(modules) });
    },
  };
}

function withContent(html: string, name: string, content: string): string {
  const reference = name.endsWith('.css')
    ? new RegExp(`<link[^>]*href="[^"]*${name}"[^>]*>`)
    : new RegExp(`<script[^>]*src="[^"]*${name}"[^>]*></script>`);
  if (!reference.test(html)) throw new Error(`the page does not refer to ${name}`);
  if (name.endsWith('.css')) return html.replace(reference, () => `<style>${content.trim()}</style>`);
  // The script runs when the page is there, wherever it stands: a module is deferred.
  const script = content.trim().replaceAll('</script', '<\\/script');
  return html.replace(reference, () => `<script type="module">${script}</script>`);
}

export default defineConfig({
  root: join(import.meta.dirname, 'src/page'),
  base: './',
  define: { STATE_DESCRIPTIONS: JSON.stringify(descriptions) },
  plugins: [inlined()],
  build: {
    outDir: join(import.meta.dirname, 'dist/page'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: false,
    assetsInlineLimit: Number.POSITIVE_INFINITY,
  },
});
