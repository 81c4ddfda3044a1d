import { describe, expect, it } from 'vitest';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import { byFrequency, byRarity, resultsOf } from '../../services/domain/lotteries/draw-frequencies.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { columnsOf, decadesOf, frameOf, lowOf, numbersTo, quadrantsOf, rowsOf } from '../../services/domain/lotteries/ticket.js';
import { findRule, RULES } from '../../services/domain/rules/catalogue.js';
import { isMeaningful, type Rule, rangeOf, titleOf } from '../../services/domain/rules/rule.js';

const lotteryOf = (id: string) => findLottery(id) as Lottery;
const ruleOf = (id: string) => findRule(id) as Rule;

describe('the ticket', () => {
  it('has a border of the first and the last row and column, also with an unfinished last row', () => {
    expect(frameOf(lotteryOf('dia-de-sorte'))).toEqual([...numbersTo(11), 20, 21, 30, 31]);
    expect(frameOf(lotteryOf('lotofacil'))).toEqual([1, 2, 3, 4, 5, 6, 10, 11, 15, 16, 20, 21, 22, 23, 24, 25]);
    expect(frameOf(lotteryOf('mega-sena'))).toHaveLength(28);
    expect(frameOf(lotteryOf('powerball')).filter((number) => number > 50)).toEqual([51, 60, ...numbersTo(69).slice(60)]);
  });

  it('counts a middle row for the top and a middle column for the left', () => {
    const [topLeft, topRight, bottomLeft, bottomRight] = quadrantsOf(lotteryOf('lotofacil'));
    expect([topLeft, topRight]).toEqual([
      [1, 2, 3, 6, 7, 8, 11, 12, 13],
      [4, 5, 9, 10, 14, 15],
    ]);
    expect([bottomLeft, bottomRight]).toEqual([
      [16, 17, 18, 21, 22, 23],
      [19, 20, 24, 25],
    ]);
  });

  it('of Lotomania has 00 as the least number', () => {
    const lotomania = lotteryOf('lotomania');
    expect(lowOf(lotomania)).toEqual([...numbersTo(49), 100]);
    expect(decadesOf(lotomania).find((decade) => decade.includes(100))).toEqual([...numbersTo(9), 100]);
    expect(decadesOf(lotomania)).toHaveLength(10);
    const context = { lottery: lotomania, picks: 50, draws: [] };
    // 00 to 49, and 50 to 99.
    expect(rangeOf(ruleOf('sum'), context)).toEqual({ min: 1_225, max: 3_725 });
    expect(rangeOf(ruleOf('first-number'), context)).toEqual({ min: 0, max: 50 });
    expect(titleOf(ruleOf('each-decade'), lotomania)['pt-BR']).toContain('00-09');
    expect(titleOf(ruleOf('each-decade'), lotteryOf('mega-sena'))['pt-BR']).toContain('1-9');
  });

  it('of Super Sete has ten rows of one digit and seven columns', () => {
    const superSete = lotteryOf('super-sete');
    expect(rowsOf(superSete)[0]).toEqual([1, 11, 21, 31, 41, 51, 61]);
    expect(columnsOf(superSete)[6]).toEqual(numbersTo(70).slice(60));
    const context = { lottery: superSete, picks: 7, draws: [] };
    expect(rangeOf(ruleOf('sum'), context)).toEqual({ min: 0, max: 63 });
    // Ten marks: three columns with two digits.
    expect(rangeOf(ruleOf('sum'), { ...context, picks: 10 })).toEqual({ min: 3, max: 87 });
    expect(ruleOf('primes').sets?.(context, { numbers: [], argument: 0, window: 0 })[0].slice(0, 5)).toEqual([2, 3, 5, 7, 12]);
    for (const id of ['frame', 'centre', 'each-column', 'each-decade', 'span', 'runs', 'ac', 'first-number', 'longest-run', 'same-first']) {
      expect([id, isMeaningful(ruleOf(id), superSete)]).toEqual([id, false]);
      expect([id, isMeaningful(ruleOf(id), lotteryOf('quina'))]).toEqual([id, true]);
    }
  });
});

describe('the titles of rules', () => {
  it.each([
    ['mega-sena', 'Jogo sem quina em concursos anteriores'],
    ['quina', 'Jogo sem quadra em concursos anteriores'],
    ['lotofacil', 'Jogo sem 14 acertos em concursos anteriores'],
    ['super-sete', 'Jogo sem 6 colunas em concursos anteriores'],
  ])('name the tier of %s that all but one of the numbers win', (id, title) => {
    expect(titleOf(ruleOf('near-drawn'), lotteryOf(id))['pt-BR']).toBe(title);
  });

  it('are there in both languages for every lottery', () => {
    for (const rule of RULES) {
      for (const lottery of ['mega-sena', 'lotomania', 'super-sete', 'uk-lotto'].map(lotteryOf)) {
        const title = titleOf(rule, lottery);
        expect([title.en.length > 3, title['pt-BR'].length > 3, title.en !== title['pt-BR']]).toEqual([true, true, true]);
      }
    }
  });
});

describe('the statistics of draws', () => {
  it('break ties of hot and cold numbers in the same way: the smaller number comes first', () => {
    const draws = [
      [1, 2],
      [2, 3],
      [4, 2],
    ];
    expect(byFrequency(draws, 6)).toEqual([2, 1, 3, 4, 5, 6]);
    expect(byRarity(draws, 6)).toEqual([5, 6, 1, 3, 4, 2]);
  });

  it('of Dupla Sena count concursos, of which each has two draws', () => {
    const draws = [
      [1, 2, 3, 4, 5, 6],
      [1, 7, 8, 9, 10, 11],
      [20, 21, 22, 23, 24, 25],
      [30, 31, 32, 33, 34, 35],
    ];
    expect(resultsOf(draws, 2)[0].toSorted((a, b) => a - b)).toEqual(numbersTo(11));
    const context = { lottery: lotteryOf('dupla-sena'), picks: 6, draws };
    const setOf = (id: string, window: number, argument = 0) => ruleOf(id).sets?.(context, { numbers: [], argument, window })[0] ?? [];
    expect(setOf('last-draw', 0).toSorted((a, b) => a - b)).toEqual(numbersTo(11));
    expect(setOf('last-draws', 1).toSorted((a, b) => a - b)).toEqual(numbersTo(11));
    expect(setOf('hot', 1, 1)).toEqual([1]);
    // Not in the last concurso.
    expect(setOf('overdue', 0, 1)).toEqual(numbersTo(50).slice(11));
    expect(ruleOf('last-draws').window?.range(context)).toEqual({ min: 1, max: 2 });
  });
});
