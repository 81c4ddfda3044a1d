import { readFileSync } from 'node:fs';
import type { CoreExports } from './core-exports.js';

let compiled: WebAssembly.Module | undefined;

/** The compiled core, once a process; threads receive it through workerData and only instantiate it. */
export function loadCoreModule(): WebAssembly.Module {
  // From dist/services/shared/core/ to dist/assembly/.
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../assembly/core.wasm', import.meta.url)));
  return compiled;
}

/** Same version, same games and scores of a spec. */
export const CORE_VERSION = (new WebAssembly.Instance(loadCoreModule()).exports as unknown as CoreExports).CORE_VERSION.value.toString();
