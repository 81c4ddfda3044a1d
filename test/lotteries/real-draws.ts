import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { readDrawsFile } from '../../services/orchestrator/draws/reading/read-draws-file.js';
import { readShared } from '../support/data/shared-data.js';

/** The official file of each lottery that has one. */
export const FILES: Record<string, string> = {
  ...{ 'mega-sena': 'megasena', lotofacil: 'lotofacil', quina: 'quina', lotomania: 'lotomania', 'dupla-sena': 'duplasena' },
  ...{ timemania: 'timemania', 'dia-de-sorte': 'diadesorte', 'super-sete': 'supersete', 'mais-milionaria': 'maismilionaria' },
};

/** Real draws, oldest first. */
export async function realDraws(lottery: Lottery): Promise<number[][]> {
  const { draws } = await readDrawsFile(readShared(`draws/${FILES[lottery.id]}.csv`), lottery);
  return draws.toSorted((a, b) => a.number - b.number).flatMap(({ numbers, second }) => (second ? [numbers, second] : [numbers]));
}
