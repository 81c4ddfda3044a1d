/** Every rule, in the order rules are checked: cheap ones first. A rejection counts for the first rule broken. */

import type { Rule, RuleContext } from './rule.js';

const always = () => true;
const whenAsked = () => false;
const withHistory = ({ draws }: RuleContext) => draws.length > 0;

export const RULES: readonly Rule[] = [
  {
    id: 'odd',
    kind: 'COUNT',
    title: { en: 'Odd numbers', 'pt-BR': 'Números ímpares' },
    through: 'MINIMAL',
    on: whenAsked,
    byConstraint: true,
    set: ({ lottery }) => universe(lottery.universeSize).filter(isOdd),
    bounds: ({ picks }) => ({ min: 0, max: picks }),
  },
  {
    id: 'even',
    kind: 'COUNT',
    title: { en: 'Even numbers', 'pt-BR': 'Números pares' },
    through: 'MINIMAL',
    on: whenAsked,
    byConstraint: true,
    set: ({ lottery }) => universe(lottery.universeSize).filter((number) => !isOdd(number)),
    bounds: ({ picks }) => ({ min: 0, max: picks }),
  },
  {
    id: 'last-two-draws',
    kind: 'COUNT',
    title: { en: 'Numbers from the last two draws', 'pt-BR': 'Números dos dois últimos concursos' },
    through: 'MINIMAL',
    on: withHistory,
    needsHistory: true,
    set: ({ draws }) => [...new Set(draws.slice(0, 2).flat())],
    // 2 of 6; games with more numbers keep the proportion.
    bounds: ({ picks }) => ({ min: 0, max: Math.max(2, Math.round(picks / 3)) }),
  },
  {
    id: 'not-all-odd',
    kind: 'COUNT',
    title: { en: 'Not all numbers odd', 'pt-BR': 'Nem todos ímpares' },
    through: 'NORMAL',
    on: always,
    set: ({ lottery }) => universe(lottery.universeSize).filter(isOdd),
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-all-even',
    kind: 'COUNT',
    title: { en: 'Not all numbers even', 'pt-BR': 'Nem todos pares' },
    through: 'NORMAL',
    on: always,
    set: ({ lottery }) => universe(lottery.universeSize).filter((number) => !isOdd(number)),
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-the-first-numbers',
    kind: 'COUNT',
    title: { en: 'Not the first numbers of the ticket', 'pt-BR': 'Não só as primeiras dezenas do volante' },
    through: 'NORMAL',
    on: always,
    set: ({ picks }) => universe(picks),
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'not-the-last-numbers',
    kind: 'COUNT',
    title: { en: 'Not the last numbers of the ticket', 'pt-BR': 'Não só as últimas dezenas do volante' },
    through: 'NORMAL',
    on: always,
    set: ({ lottery, picks }) => universe(lottery.universeSize).slice(-picks),
    bounds: ({ picks }) => ({ min: 0, max: picks - 1 }),
  },
  {
    id: 'longest-run',
    kind: 'LONGEST_RUN',
    title: { en: 'Longest run of consecutive numbers', 'pt-BR': 'Maior sequência de números consecutivos' },
    through: 'RELAXED',
    on: always,
    bounds: () => ({ min: 1, max: 3 }),
  },
  {
    id: 'drawn',
    kind: 'HISTORY',
    title: { en: 'Not an already drawn game', 'pt-BR': 'Jogo ainda não sorteado' },
    through: 'MINIMAL',
    on: withHistory,
    needsHistory: true,
    bounds: ({ lottery }) => ({ min: 0, max: lottery.drawSize - 1 }),
  },
  {
    id: 'near-drawn',
    kind: 'HISTORY',
    title: {
      en: 'Not one number short of an already drawn game (quina)',
      'pt-BR': 'Não a um número de um jogo já sorteado (quina)',
    },
    through: 'MINIMAL',
    // Of games with many more numbers nearly all hold five of some draw: there the rule must be asked for.
    on: (context) => withHistory(context) && context.picks <= context.lottery.drawSize + 4,
    needsHistory: true,
    bounds: ({ lottery }) => ({ min: 0, max: lottery.drawSize - 2 }),
  },
  {
    id: 'repetition',
    kind: 'WINDOW',
    title: { en: 'Numbers in common with each of the previous games', 'pt-BR': 'Números em comum com cada um dos jogos anteriores' },
    through: 'MINIMAL',
    on: whenAsked,
    byConstraint: true,
    bounds: ({ picks }) => ({ min: 0, max: picks }),
  },
];

export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

function universe(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i + 1);
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}
