/** Notices that a person should read beside the games of a job, in the language of the workbook. */

import type { Locale } from '../../shared/locale.js';
import { RANKED_SPACE } from './compile-program.js';
import type { PreparedSpec } from './prepare-spec.js';
import { repeatProbability } from './space.js';

export function noticesOf({ resolved, compiled }: PreparedSpec, locale: Locale): string[] {
  const { spec, history } = resolved;
  const { lottery, quantity, scoreSettings } = spec;
  const notices: Record<Locale, string>[] = [];
  if (!history) {
    notices.push({
      'pt-BR': `Nenhum histórico de concursos da ${lottery.name} foi usado: as regras de histórico estão desligadas.`,
      en: `No draw history was used for ${lottery.name}: the history rules are off.`,
    });
  }
  const { spaceSize } = compiled;
  if (spaceSize >= RANKED_SPACE) {
    const probability = repeatProbability(quantity, spaceSize).toExponential(1);
    notices.push({
      'pt-BR': `Há jogos possíveis demais para numerá-los: os candidatos são sorteados, e a probabilidade de algum jogo se repetir é ${probability}.`,
      en: `There are too many possible games to number them: candidates are drawn at random, and the probability of a duplicate game is ${probability}.`,
    });
  }
  if (scoreSettings.some(({ id, weight }) => id === 'popularity' && weight > 0)) {
    notices.push({
      'pt-BR': 'A popularidade na pontuação só muda o número de pessoas que dividiriam um prêmio, nunca a chance de ganhar.',
      en: 'Popularity in the score changes how many people would share a prize, never the chance of winning.',
    });
  }
  return notices.map((notice) => notice[locale]);
}

/** Returns the notice of a job with `allow_partial` that ended with fewer games than requested. */
export function partialNotice(games: number, quantity: number, locale: Locale): string {
  return locale === 'pt-BR'
    ? `Só ${games} dos ${quantity} jogos pedidos ${games === 1 ? 'satisfaz' : 'satisfazem'} as regras.`
    : `Only ${games} of the ${quantity} requested games ${games === 1 ? 'satisfies' : 'satisfy'} the rules.`;
}
