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

// Three tiers; CONTRIBUTING.md says what belongs where. A busy machine is no failure: the time limits end what hangs.
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
        // As users run Dezenas: worker threads and the WASM core load from dist/.
        test: {
          name: 'integration',
          include: ['dist/test/**/*.test.js'],
          exclude: ['**/*.unit.test.js', '**/*.slow.test.js'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['dist/test/**/*.slow.test.js'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
    ],
  },
});
