import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALL_ERRORS, EVERY_CALL, NO_CALL } from '../../docs/generate/call-errors.js';
import { readDescriptors } from '../../docs/generate/descriptors.js';
import { SCHEMAS } from '../../docs/generate/settings.js';
import { PAGES, ROOT } from './markdown-pages.js';

/** The places in the source code where an error gets its reason. */
const REASON = /(?:\breason: |\breason = |(?:DAMAGED|REFUSED) = |(?:gone|fileError)\([^;]*?, )'([A-Z][A-Z_]+)'/g;
/** The services whose calls the page of the API lists with reasons. */
const PUBLIC = new Set(['JobService', 'DrawService', 'CatalogueService']);

async function sources(): Promise<string> {
  const names = await readdir(join(ROOT, 'services'), { recursive: true });
  const own = names.filter((name) => name.endsWith('.ts') && !name.includes('generated'));
  return (await Promise.all(own.map((name) => readFile(join(ROOT, 'services', name), 'utf8')))).join('\n');
}

/** The first column of the table of reasons, without backticks. */
async function documentedReasons(): Promise<string[]> {
  const page = await readFile(join(ROOT, 'docs/reference/errors.md'), 'utf8');
  return [...page.split('\n## Reasons\n')[1].matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, reason]) => reason);
}

describe('docs/reference/errors.md', () => {
  it('lists every reason in the source code once, and no other reason', async () => {
    const reasons = new Set([...(await sources()).matchAll(REASON)].map(([, reason]) => reason));
    // An error without a reason has the name of its status.
    reasons.add('INVALID_ARGUMENT');
    expect((await documentedReasons()).toSorted()).toEqual([...reasons].toSorted());
  });
});

describe('the reasons of each call', () => {
  it('cover every call of the public services', async () => {
    const services = (await readDescriptors()).flatMap(({ service = [] }) => service).filter(({ name }) => PUBLIC.has(name));
    const calls = services.flatMap(({ method }) => method.map(({ name }) => name));
    expect(Object.keys(CALL_ERRORS).toSorted()).toEqual(calls.toSorted());
  });

  it('are documented, and every documented reason belongs to a call, a job, a log or the client library', async () => {
    const listed = new Set([...EVERY_CALL, ...Object.values(CALL_ERRORS).flat(), ...Object.values(NO_CALL).flat()]);
    expect([...listed].toSorted()).toEqual((await documentedReasons()).toSorted());
  });
});

describe.each(PAGES)('%s', (path) => {
  it('names only settings that exist', async () => {
    const page = await readFile(join(ROOT, path), 'utf8');
    const settings = new Set(Object.values(SCHEMAS).flatMap(({ shape }) => Object.keys(shape)));
    // A name with a value is a setting, unless other programs read it. Names without a value may also be reasons and states.
    const named = [...page.matchAll(/`([A-Z][A-Z0-9_]+)=[^`]*`/g)].map(([, name]) => name);
    expect(named.filter((name) => !settings.has(name) && name !== 'DEZENAS_PORT')).toEqual([]);
  });
});
