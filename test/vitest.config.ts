import { defineConfig } from 'vitest/config';

// Tests run as built, like users run Dezenas: worker threads and the WASM core load from dist/.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['dist/test/**/*.test.js'],
    // A busy machine is no failure: these end what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // One more than the cores of a small machine: many tests wait for a time or for another process.
    maxWorkers: 3,
    // Tests that weigh memory clear it first.
    execArgv: ['--expose-gc'],
    reporters: ['default', ['json', { outputFile: 'dist/test-results.json' }]],
  },
});
