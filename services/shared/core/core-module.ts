import { readFileSync } from 'node:fs';

let compiled: WebAssembly.Module | undefined;

/** The compiled core, once a process; threads receive it through workerData and only instantiate it. */
export function loadCoreModule(): WebAssembly.Module {
  // From dist/services/shared/core/ to dist/assembly/.
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../../assembly/core.wasm', import.meta.url)));
  return compiled;
}
