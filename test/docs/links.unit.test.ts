import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES, ROOT, withoutCode } from './markdown-pages.js';

const LINK = /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g;

/** The anchors that GitHub makes of the headings. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of withoutCode(page).matchAll(/^#+ (.+)$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let i = 1; anchors.has(unique); i++) unique = `${anchor}-${i}`;
    anchors.add(unique);
  }
  return anchors;
}

async function brokenLinks(path: string, page: string): Promise<string[]> {
  const broken: string[] = [];
  for (const [link, target, anchor] of withoutCode(page).matchAll(LINK)) {
    const file = target === '' ? join(ROOT, path) : join(ROOT, dirname(path), target);
    if (!existsSync(file)) broken.push(link);
    else if (anchor !== undefined && !anchorsOf(await readFile(file, 'utf8')).has(anchor)) broken.push(link);
  }
  return broken;
}

describe.each(PAGES)('%s', (path) => {
  it('links only to files and headings that exist', async () => {
    expect(await brokenLinks(path, await readFile(join(ROOT, path), 'utf8'))).toEqual([]);
  });
});

describe('a broken link', () => {
  it('is detected, both to a file and to a heading', async () => {
    const page =
      '[a](docs/glossary.md#games) [b](docs/missing.md) [c](docs/glossary.md#missing) [d](https://example.com/missing)\n```\n[e](missing)\n```\n';
    expect(await brokenLinks('README.md', page)).toEqual(['](docs/missing.md)', '](docs/glossary.md#missing)']);
  });
});

describe('the documentation', () => {
  it('is reachable from the README', async () => {
    const seen = new Set<string>();
    const visit = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, target] of withoutCode(await readFile(join(ROOT, path), 'utf8')).matchAll(LINK)) {
        if (target.endsWith('.md')) await visit(join(dirname(path), target));
      }
    };
    await visit('README.md');
    expect(PAGES.filter((path) => !seen.has(path))).toEqual([]);
  });
});
