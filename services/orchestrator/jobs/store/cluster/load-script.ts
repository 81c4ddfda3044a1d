import { readFileSync } from 'node:fs';

/** Reads a script in scripts/. The header of each script lists its keys, arguments and return value. */
export function loadScript(name: string): string {
  return readFileSync(new URL(`scripts/${name}.lua`, import.meta.url), 'utf8');
}
