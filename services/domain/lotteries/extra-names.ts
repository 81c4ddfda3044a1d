import type { Extra } from './lottery.js';

const MONTHS = {
  pt: ['janeiro', 'fevereiro', 'marco', 'abril', 'maio', 'junho', 'julho', 'agosto', 'setembro', 'outubro', 'novembro', 'dezembro'],
  en: ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'],
};

/**
 * The number of an extra that has a name, in any case, with and without accents: Março, MARCO and mar are 3. The clubs of Timemania have no
 * names here: Caixa changes the list of clubs, so the number of a club depends on the year of the ticket.
 */
export function numberOfExtra({ id }: Extra, name: string): number | undefined {
  if (id !== 'month') return undefined;
  const plain = name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
  if (plain.length < 3) return undefined;
  for (const months of Object.values(MONTHS)) {
    const month = months.findIndex((each) => each === plain || each.slice(0, 3) === plain);
    if (month >= 0) return month + 1;
  }
  return undefined;
}
