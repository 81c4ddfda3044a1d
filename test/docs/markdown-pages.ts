import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The pages for readers, relative to the root of the project. */
export const PAGES = [
  ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'deploy/kubernetes/README.md', 'examples/python/README.md'],
  ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll(sep, '/')}`)
    .toSorted(),
];

/** The text outside of code blocks. */
export function withoutCode(page: string): string {
  return page.replaceAll(/^```.*?^```$/gms, '');
}

/** The code blocks of a language, in order. */
export function codeBlocks(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter(([, each]) => each === language).map(([, , code]) => code);
}
