// The style of the drawings: every colour is a custom property, so that an embedding page can set its own.
const LIGHT = {
  '--vm-background': '#ffffff',
  '--vm-text': '#1f2328',
  '--vm-muted': '#59636e',
  '--vm-line': '#59636e',
  '--vm-compound-fill': '#f6f8fa',
  '--vm-compound-stroke': '#c2c9d1',
  '--vm-question-fill': '#fff4d6',
  '--vm-question-stroke': '#9a6700',
  '--vm-state-fill': '#e6f1fc',
  '--vm-state-stroke': '#0b62a8',
  '--vm-wait-fill': '#ffffff',
  '--vm-wait-stroke': '#0b62a8',
  '--vm-success': '#00704f',
  '--vm-success-fill': '#dff5ec',
  '--vm-failure': '#a63c00',
  '--vm-failure-fill': '#ffece0',
  '--vm-cancel': '#6b4593',
  '--vm-cancel-fill': '#f2eafa',
  '--vm-exit-fill': '#ffffff',
  '--vm-active': '#0b62a8',
  '--vm-visited': '#00704f',
} as const;

const DARK: Record<keyof typeof LIGHT, string> = {
  '--vm-background': '#0d1117',
  '--vm-text': '#e6edf3',
  '--vm-muted': '#9aa4af',
  '--vm-line': '#9aa4af',
  '--vm-compound-fill': '#151b23',
  '--vm-compound-stroke': '#3d444d',
  '--vm-question-fill': '#33280a',
  '--vm-question-stroke': '#d8a326',
  '--vm-state-fill': '#0e2640',
  '--vm-state-stroke': '#4fa3e8',
  '--vm-wait-fill': '#0d1117',
  '--vm-wait-stroke': '#4fa3e8',
  '--vm-success': '#3ccf9b',
  '--vm-success-fill': '#08281e',
  '--vm-failure': '#ff9a5c',
  '--vm-failure-fill': '#331605',
  '--vm-cancel': '#c9a3f0',
  '--vm-cancel-fill': '#241733',
  '--vm-exit-fill': '#0d1117',
  '--vm-active': '#4fa3e8',
  '--vm-visited': '#3ccf9b',
};

/** Colours by custom property, for either scheme. */
export const PALETTES = { light: LIGHT, dark: DARK } as const;

const declarations = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, value]) => `${name}:${value}`)
    .join(';');

/** `:where` has no specificity: any rule of a page for `.vm-chart` takes precedence. */
export const STYLE = `
:where(.vm-chart){${declarations(LIGHT)}}
@media(prefers-color-scheme:dark){:where(.vm-chart){${declarations(DARK)}}}
.vm-chart{font:11px system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
.vm-chart text{fill:var(--vm-text)}
.vm-chart .vm-bold{font-weight:700}
.vm-chart .vm-description,.vm-chart .vm-service,.vm-chart .vm-label{fill:var(--vm-muted)}
.vm-background{fill:var(--vm-background)}
.vm-shape{stroke-width:1.2}
.vm-compound{fill:var(--vm-compound-fill);stroke:var(--vm-compound-stroke)}
.vm-question{fill:var(--vm-question-fill);stroke:var(--vm-question-stroke)}
.vm-call{fill:var(--vm-state-fill);stroke:var(--vm-state-stroke)}
.vm-wait{fill:var(--vm-wait-fill);stroke:var(--vm-wait-stroke);stroke-dasharray:5 3}
.vm-final,.vm-pill{fill:var(--vm-exit-fill);stroke:var(--vm-muted)}
.vm-final.vm-success{fill:var(--vm-success-fill);stroke:var(--vm-success)}
.vm-final.vm-failure,.vm-pill.vm-failure{fill:var(--vm-failure-fill);stroke:var(--vm-failure)}
.vm-final.vm-cancel,.vm-pill.vm-cancel{fill:var(--vm-cancel-fill);stroke:var(--vm-cancel)}
.vm-ring{fill:none;stroke:var(--vm-muted)}
.vm-glyph{fill:none;stroke:var(--vm-muted);stroke-width:1.5;stroke-linecap:round;stroke-dasharray:none}
.vm-ring.vm-success,.vm-glyph.vm-success{stroke:var(--vm-success)}
.vm-ring.vm-failure,.vm-glyph.vm-failure{stroke:var(--vm-failure)}
.vm-ring.vm-cancel,.vm-glyph.vm-cancel{stroke:var(--vm-cancel)}
.vm-tab{fill:var(--vm-background);stroke:var(--vm-muted);stroke-width:.8}
.vm-dot,.vm-head,.vm-start{fill:var(--vm-muted)}
.vm-line{fill:none;stroke-linejoin:round;stroke:var(--vm-line);stroke-width:1.3}
.vm-error .vm-line{stroke-dasharray:4 3}
.vm-via{fill:none;stroke:none}
.is-visited>.vm-shape{stroke:var(--vm-visited);stroke-width:2}
.is-active>.vm-shape{stroke:var(--vm-active);stroke-width:3.5}
.is-taken .vm-line,.is-taken .vm-via{stroke:var(--vm-visited);stroke-width:2.5}
.is-taken .vm-dot,.is-taken .vm-head{fill:var(--vm-visited)}
`.trim();
