/** Writes the file of games that every writer of the benchmark reads. */

import { writeFileSync } from 'node:fs';
import type { Spec } from '../../../services/domain/game-spec/spec.js';
import type { Summary } from '../../../services/domain/game-spec/summary.js';
import { generateGames } from '../../../services/orchestrator/generation/generation.js';
import { InProcessRunner } from '../../../services/orchestrator/generation/in-process-runner.js';
import { programOf } from '../../support/data/programs.js';
import { GAME_BYTES, PICKS } from './read-games.js';

/** What the excel-writer needs besides the games. */
export interface GamesFile {
  spec: Spec;
  summary: Summary;
}

/** Generates games of Mega-Sena and writes them to the file. */
export async function writeGamesFile(path: string, quantity: number, seed: number): Promise<GamesFile> {
  const compiled = await programOf({ quantity, seed });
  const bytes = Buffer.alloc(quantity * GAME_BYTES);
  const games = generateGames(compiled.spec, compiled, new InProcessRunner(), new AbortController().signal);
  let at = 0;
  let step = await games.next();
  for (; !step.done; step = await games.next()) {
    const { count, numbers, scores, levels } = step.value;
    for (let i = 0; i < count; i++, at += GAME_BYTES) {
      bytes.set(numbers.subarray(i * PICKS, (i + 1) * PICKS), at);
      bytes.set(scores.subarray(i * 2, i * 2 + 2), at + PICKS);
      bytes[at + PICKS + 2] = levels[i];
    }
  }
  writeFileSync(path, bytes);
  return { spec: compiled.spec, summary: step.value.summary };
}
