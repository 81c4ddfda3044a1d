/** Notices that a person should read beside the games of a job, in the language of the workbook. */

import { RULES } from '../../domain/rules/catalogue.js';
import { shareThatTurnsOff } from '../../domain/rules/default-rules.js';
import { MOST_REJECTED } from '../../domain/rules/rejected-share.js';
import { titleOf } from '../../domain/rules/rule.js';
import type { Locale } from '../../shared/locale.js';
import { drawsOf } from '../draws/history/history.js';
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
  for (const rule of RULES) {
    const share = shareThatTurnsOff(rule, { lottery, picks: spec.picks, draws: drawsOf(history) });
    if (share === undefined || spec.ruleSettings.some(({ id }) => id === rule.id)) continue;
    const title = titleOf(rule, lottery);
    notices.push({
      'pt-BR': `A regra ${rule.id} (${title['pt-BR']}) não foi aplicada: ela recusaria ${percent(share, 'pt-BR')} dos jogos possíveis, mais que o limite de ${percent(MOST_REJECTED, 'pt-BR')} das regras padrão.`,
      en: `The rule ${rule.id} (${title.en}) was not applied: the rule would reject ${percent(share, 'en')} of the possible games, more than the limit of ${percent(MOST_REJECTED, 'en')} for default rules.`,
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

function percent(share: number, locale: Locale): string {
  return share.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 });
}

/** Returns the notice of a job with `allow_partial` that ended with fewer games than requested. */
export function partialNotice(games: number, quantity: number, locale: Locale): string {
  return locale === 'pt-BR'
    ? `Só ${games} dos ${quantity} jogos pedidos ${games === 1 ? 'foi encontrado' : 'foram encontrados'} com estas regras.`
    : `Only ${games} of the ${quantity} requested games ${games === 1 ? 'was' : 'were'} found under these rules.`;
}
