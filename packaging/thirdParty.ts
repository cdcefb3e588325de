// The licences of the packages whose code is part of a bundle.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package whose code is part of a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression. */
  readonly license: string;
  /** The text of its licence file. */
  readonly text: string;
}

/** The notices for the packages of these modules, named by their files. */
export function noticesOf(modules: readonly string[]): string {
  const sections = packagesOf(modules).map(({ name, version, license, text }) =>
    [`${name} ${version} (${license})`, '', text.trim()].join('\n'),
  );
  const intro = 'This folder contains code of the following packages, under their own licences.';
  return `${[intro, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** The packages of these modules, by name. Throws if one of them has no licence, or no text of it. */
export function packagesOf(modules: readonly string[]): BundledPackage[] {
  const folders = new Set(modules.map(folderOf).filter((folder) => folder !== null));
  // The same version may be installed in several places.
  const packages = new Map([...folders].map(readPackage).map((one) => [`${one.name} ${one.version}`, one]));
  return [...packages].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, found]) => found);
}

// The innermost package that the file belongs to; null for our own files.
function folderOf(file: string): string | null {
  const found = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(file.replace(/^\0/, ''));
  return found?.[0] ?? null;
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder}: its package.json names no licence`);
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.(md|txt))?$/i.test(each));
  if (file === undefined) throw new Error(`${folder}: there is no text of its licence`);
  return { name, version, license, text: readFileSync(join(folder, file), 'utf8') };
}
