import { readFileSync } from 'node:fs';
import type { CoreExports } from './core-exports.js';

let compiled: WebAssembly.Module | undefined;

/** Compiles the core once per process. Threads receive the compiled module through workerData and only instantiate it. */
export function loadCoreModule(): WebAssembly.Module {
  // From dist/services/core/ to dist/assembly/.
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../assembly/core.wasm', import.meta.url)));
  return compiled;
}

/** Version of the core. Cores with the same version give the same games and scores for the same spec. */
export const CORE_VERSION = (new WebAssembly.Instance(loadCoreModule()).exports as unknown as CoreExports).CORE_VERSION.value.toString();
