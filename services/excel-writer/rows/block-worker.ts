/** Runs in each worker thread of the pool: encodes games to compressed rows. */

import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { BlockTask, DeflatedBlock } from './block-task.js';
import { zlibLevel } from './compression.js';
import { DirectEncoder } from './direct-encoder.js';
import { encodeByZlib } from './zlib-encoder.js';

const direct = new DirectEncoder();

export default function encodeBlock(task: BlockTask): DeflatedBlock {
  const level = zlibLevel(task.compression);
  const block = level === undefined ? direct.encode(task) : encodeByZlib(task, level);
  return move({ [transferableSymbol]: [block.bytes.buffer], [valueSymbol]: block }) as unknown as DeflatedBlock;
}
