/** Words about a job that a person should read beside its games, in the language of the workbook. */

import type { Locale } from '../../shared/games/locale.js';
import type { Spec } from '../../shared/games/spec.js';
import type { History } from '../draws/history.js';

export function noticesOf({ lottery }: Spec, history: History | undefined, locale: Locale): string[] {
  if (history) return [];
  return [
    locale === 'pt-BR'
      ? `Nenhum histórico de concursos da ${lottery.name} foi usado: as regras de histórico estão desligadas.`
      : `No draw history was used for ${lottery.name}: the history rules are off.`,
  ];
}

/** Of a job that ended with fewer games than asked for, and was to keep them. */
export function partialNotice(games: number, quantity: number, locale: Locale): string {
  return locale === 'pt-BR'
    ? `Só ${games} dos ${quantity} jogos pedidos satisfazem as regras.`
    : `Only ${games} of the ${quantity} games asked for satisfy the rules.`;
}
