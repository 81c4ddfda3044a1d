import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A module that runs from its source finds the WASM core and the pages where its built file would: `import.meta.url` is that of dist/. */
const urlsAsBuilt: Plugin = {
  name: 'urls-as-built',
  enforce: 'pre',
  transform(code, id) {
    const path = id.split('?')[0];
    if (!path.startsWith(root) || path.includes('/node_modules/') || !path.endsWith('.ts')) return undefined;
    const built = new URL(`dist/${path.slice(root.length).replace(/\.ts$/, '.js')}`, new URL('..', import.meta.url));
    return { code: code.replaceAll('import.meta.url', JSON.stringify(built.href)), map: null };
  },
};

/** The built files of the test files there are: dist/ also keeps those of files that were renamed since the last clean build. */
const builtTests = (isIn: (file: string) => boolean) =>
  readdirSync(fileURLToPath(new URL('.', import.meta.url)), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file.endsWith('.test.ts') && isIn(file))
    .map((file) => `dist/test/${file.replace(/\.ts$/, '.js')}`);
const isUnit = (file: string) => file.endsWith('.unit.test.ts');
const isSlow = (file: string) => file.endsWith('.slow.test.ts');

/** What Dezenas is made of loads as Node.js loads it, not through the transforms of a test: as users run it, and sooner. */
const asBuilt = { deps: { external: [/\/dist\/services\//] } };

// Three tiers; unit: no service, no socket, no child process. integration: real services and threads. slow: kills,
// hostile input, millions of games, other programs. A busy machine is no failure: the time limits end what hangs.
export default defineConfig({
  root,
  test: {
    // One more than the cores of a small machine: many tests wait for a time or for another process.
    maxWorkers: 3,
    pool: 'forks',
    // Tests that weigh memory clear it first.
    execArgv: ['--expose-gc'],
    projects: [
      {
        extends: true,
        plugins: [urlsAsBuilt],
        test: {
          name: 'unit',
          include: ['test/**/*.unit.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: builtTests((file) => !isUnit(file) && !isSlow(file)),
          server: asBuilt,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: builtTests(isSlow),
          server: asBuilt,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
    ],
  },
});
