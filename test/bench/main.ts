/**
 * `npm run bench`: measures games a second of the core on one thread and of the transport between services, and the time and peak memory of the
 * whole command. Times depend on the machine and the run: compare ratios.
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
