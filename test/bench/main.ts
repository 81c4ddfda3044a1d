/**
 * `npm run bench`: games a second of the core on one thread, of the transport between services, and of the whole command
 * with its peak memory. Times are of this machine and this run: compare by ratio.
 */

import { benchCommand } from './command.js';
import { benchCore } from './core.js';
import { report } from './figure.js';
import { benchGenerators } from './generators.js';
import { benchTransport } from './transport.js';

const SEED = 2026;

await report(SEED, [
  ['Core, one thread', () => benchCore(SEED)],
  ['Transport, loopback', () => benchTransport(SEED)],
  ['Generators', () => benchGenerators(SEED)],
  ['Whole command', () => benchCommand(SEED)],
]);
