// The drawing of the chart in the page: its states and transitions, and their marks.
import drawing from '../../../diagrams/volumeMigrate.svg?raw';
import { type Trail, withAncestors } from '../travel/positions.ts';
import type { Box, Size } from './viewport.ts';

export interface Drawing {
  readonly element: SVGSVGElement;
  readonly size: Size;
  /** Marks where the run is, where it was, and which transition it has just taken. */
  readonly mark: (trail: Trail) => void;
  /** The box of a state; null if it is not drawn. */
  readonly boxOf: (state: string) => Box | null;
}

/** Puts the drawing into an element of the page. */
export function placeDrawing(frame: HTMLElement): Drawing {
  frame.innerHTML = drawing;
  const element = frame.querySelector('svg') as SVGSVGElement;
  const { width, height } = element.viewBox.baseVal;
  // The surrounding frame describes what it shows.
  element.setAttribute('aria-hidden', 'true');
  element.removeAttribute('width');
  element.removeAttribute('height');
  const states = byName(element, 'data-state');
  const transitions = byName(element, 'data-transition');
  const marked = new Map<Element, string>();
  return {
    element,
    size: { width, height },
    mark: (trail) => {
      const wanted = new Map<Element, string>();
      const add = (elements: readonly Element[] | undefined, name: string): void => {
        for (const one of elements ?? []) wanted.set(one, `${wanted.get(one) ?? ''} ${name}`);
      };
      for (const state of trail.visitedStates) add(states.get(state), 'is-visited');
      for (const id of trail.visitedTransitions) add(transitions.get(id), 'is-visited');
      for (const id of trail.taken) add(transitions.get(id), 'is-taken');
      for (const state of withAncestors(trail.state)) add(states.get(state), 'is-active');
      add(states.get(trail.state), 'is-here');
      apply(marked, wanted);
    },
    boxOf: (state) => boxIn(element, states.get(state)?.[0]),
  };
}

function byName(root: Element, attribute: string): Map<string, Element[]> {
  const found = new Map<string, Element[]>();
  for (const element of root.querySelectorAll(`[${attribute}]`)) {
    const name = element.getAttribute(attribute) ?? '';
    found.set(name, [...(found.get(name) ?? []), element]);
  }
  return found;
}

/** Changes only the classes that differ from the wanted ones. */
function apply(marked: Map<Element, string>, wanted: ReadonlyMap<Element, string>): void {
  for (const element of marked.keys()) if (!wanted.has(element)) clear(marked, element);
  for (const [element, names] of wanted) {
    if (marked.get(element) === names) continue;
    clear(marked, element);
    element.classList.add(...names.trim().split(' '));
    marked.set(element, names);
  }
}

function clear(marked: Map<Element, string>, element: Element): void {
  element.classList.remove('is-active', 'is-here', 'is-visited', 'is-taken');
  marked.delete(element);
}

function boxIn(root: SVGSVGElement, element: Element | undefined): Box | null {
  if (!(element instanceof SVGGraphicsElement)) return null;
  const [own, whole] = [element.getScreenCTM(), root.getScreenCTM()];
  if (own === null || whole === null) return null;
  const matrix = whole.inverse().multiply(own);
  const { x, y, width, height } = element.getBBox();
  const from = new DOMPoint(x, y).matrixTransform(matrix);
  const to = new DOMPoint(x + width, y + height).matrixTransform(matrix);
  return { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y };
}
