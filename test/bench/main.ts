/**
 * `npm run bench`: games a second of the core on one thread, of the transport between services, of the whole command
 * with its peak memory, and exceljs's own streaming writer on the same cells. Times are of this machine and this run:
 * compare by ratio.
 */

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { benchCommand } from './command.js';
import { benchCore } from './core.js';
import type { Figure } from './figure.js';
import { benchTransport } from './transport.js';

export const SEED = 2026;

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};

console.log(`machine   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`);
console.log(
  `versions  dezenas ${manifest.version}, node ${process.version}, grpc-js ${manifest.dependencies['@grpc/grpc-js']}, exceljs ${manifest.dependencies.exceljs}, seed ${SEED}`,
);

let missed = 0;
for (const [title, bench] of [
  ['Core, one thread', () => benchCore(SEED)],
  ['Transport, loopback', () => benchTransport(SEED)],
  ['Whole command, and exceljs on the same cells', () => benchCommand(SEED)],
] as const) {
  console.log(`\n${title}`);
  for await (const figure of bench()) {
    if (figure.met === false) missed++;
    print(figure);
  }
}
console.log(`\n${missed === 0 ? 'every bound was met' : `${missed} bounds were missed`} in this run`);

function print({ name, value, bound, met, note }: Figure): void {
  const verdict = bound === undefined ? '' : `${bound.padEnd(22)} ${met ? 'met' : 'MISSED'}`;
  console.log(`  ${name.padEnd(52)} ${value.padStart(16)}  ${verdict}${note ? `  ${note}` : ''}`.trimEnd());
}
