import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SCHEMAS } from '../../docs/generate/settings.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PAGES = ['settings.md', 'api.md', 'architecture.md', 'operations.md'].map((name) => `docs/${name}`);

/** Where a reason is given to an error. */
const GIVEN = /(?:\breason: |\breason = |(?:DAMAGED|REFUSED) = |fileError\([^;]*?, )'([A-Z][A-Z_]+)'/g;

async function sources(): Promise<string> {
  const names = await readdir(join(ROOT, 'services'), { recursive: true });
  const own = names.filter((name) => name.endsWith('.ts') && !name.includes('generated'));
  return (await Promise.all(own.map((name) => readFile(join(ROOT, 'services', name), 'utf8')))).join('\n');
}

/** The first column of the table of a section, without backticks. */
function firstColumn(page: string, section: string): string[] {
  const [, text = ''] = page.split(`\n## ${section}\n`);
  return [...text.split('\n## ')[0].matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
}

/** As GitHub makes anchors of headings. */
function anchorsOf(page: string): Set<string> {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('docs/operations.md', () => {
  it('has every reason of an error, each once, and no other', async () => {
    const source = await sources();
    const given = new Set([...source.matchAll(GIVEN)].map(([, reason]) => reason));
    // An error without a reason has its code's.
    given.add('INVALID_ARGUMENT');
    const page = await readFile(join(ROOT, 'docs/operations.md'), 'utf8');
    expect(firstColumn(page, 'Errors').toSorted()).toEqual([...given].toSorted());
  });
});

describe.each(PAGES)('%s', (path) => {
  it('links to what is there', async () => {
    const page = await readFile(join(ROOT, path), 'utf8');
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [link, target, anchor] of links) {
      const file = target === '' ? join(ROOT, path) : join(ROOT, dirname(path), target);
      await expect(access(file), link).resolves.toBeUndefined();
      if (anchor !== undefined) expect(anchorsOf(await readFile(file, 'utf8')), link).toContain(anchor);
    }
  });

  it('names settings that there are', async () => {
    const page = await readFile(join(ROOT, path), 'utf8');
    const settings = new Set(Object.values(SCHEMAS).flatMap(({ shape }) => Object.keys(shape)));
    // A name with a value is a setting; names alone may be reasons and states as well.
    const named = [...page.matchAll(/`([A-Z][A-Z0-9_]+)=[^`]*`/g)].map(([, name]) => name);
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });
});
