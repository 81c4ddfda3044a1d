/** Runs in each worker thread of the pool: encodes games to compressed rows. */

import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { BlockTask, DeflatedBlock } from './block-task.js';
import { DirectEncoder } from './direct-encoder.js';

const encoder = new DirectEncoder();

export default function encodeBlock(task: BlockTask): DeflatedBlock {
  const block = encoder.encode(task);
  return move({ [transferableSymbol]: [block.bytes.buffer], [valueSymbol]: block }) as unknown as DeflatedBlock;
}
