// Writes the drawings of the machine beside this file: SVG, Mermaid in README.md, and the definition. npm run diagrams
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { planMachine } from '../machines/plan/machine.ts';
import { volumeMigrateMachine } from '../machines/volumeMigrate.ts';
import { drawChart } from './drawChart.ts';
import { chartOf, withDescendants } from './drawing/chart.ts';
import { planReadmeOf } from './drawing/planReadme.ts';
import { fileOf, readmeOf } from './drawing/readme.ts';
import { specificationDrawing } from './drawing/specificationDrawing.ts';
import { svgOf } from './drawing/svg.ts';

/** The files' contents, by name. */
export async function generate(): Promise<Record<string, string>> {
  const chart = chartOf(volumeMigrateMachine);
  const compounds = withDescendants(chart).filter(({ kind }) => kind === 'compound');
  const drawings = compounds.map(async (compound) => [
    fileOf(compound),
    await drawChart(volumeMigrateMachine, { state: compound.path }),
  ]);
  return {
    'README.md': readmeOf(chart, compounds),
    'volumeMigrate.json': `${JSON.stringify(volumeMigrateMachine.config, null, 2)}\n`,
    'plan.md': planReadmeOf(chartOf(planMachine)),
    'plan.json': `${JSON.stringify(planMachine.config, null, 2)}\n`,
    'specification.svg': svgOf(specificationDrawing()),
    ...Object.fromEntries(await Promise.all(drawings)),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = Object.entries(await generate());
  await Promise.all(files.map(([name, content]) => writeFile(join(import.meta.dirname, name), content)));
}
