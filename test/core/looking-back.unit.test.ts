import { describe, expect, it } from 'vitest';
import { findConflicts } from '../../services/orchestrator/game-spec/find-conflicts.js';
import { GameValidator } from '../../services/orchestrator/judging/game-validator.js';
import type { RuleSetting } from '../../services/shared/grpc/generated/dezenas/v1/RuleSetting.js';
import { programOf } from '../support/data/programs.js';

async function validatorOf(rules: RuleSetting[]): Promise<GameValidator> {
  const { program, rules: applied, spaceSize, ...resolved } = await programOf({ quantity: 1, rules });
  return new GameValidator({ resolved, compiled: { program, rules: applied, spaceSize } });
}

describe('rules over earlier games', () => {
  it('that are negated have no relaxed copy, which would be stricter', async () => {
    const copies = async (negated: boolean) => {
      const { rules } = await programOf({ quantity: 1, rules: [{ id: 'pairs', window: 10, min: 2, max: 2, negated }] });
      return rules.filter(({ id }) => id === 'pairs').map(({ max, through }) => [max, through]);
    };
    expect(await copies(false)).toEqual([
      [2, 'NORMAL'],
      [3, 'RELAXED'],
    ]);
    expect(await copies(true)).toEqual([[2, 'NORMAL']]);
  });

  it('that are negated refuse the values within their bounds alone', async () => {
    const validator = await validatorOf([{ id: 'pairs', window: 10, min: 2, max: 2, negated: true }]);
    const broken = (numbers: number[]) => validator.judge(numbers, []).violations.filter(({ ruleId }) => ruleId === 'pairs');
    // The pair 7, 20 occurs once, twice and three times.
    expect(broken([7, 20, 31, 42, 53, 60])).toEqual([]);
    expect(broken([7, 20, 32, 43, 54, 59])).toEqual([{ ruleId: 'pairs', value: 2, min: 2, max: 2, negated: true }]);
    expect(broken([7, 20, 33, 44, 55, 58])).toEqual([]);
  });

  it('are reported once for a game that breaks them and their relaxed copy', async () => {
    const validator = await validatorOf([{ id: 'pairs', window: 10, max: 1 }]);
    for (const numbers of [
      [7, 20, 31, 42, 53, 60],
      [7, 20, 32, 43, 54, 59],
    ]) {
      validator.judge(numbers, []);
    }
    const { violations, level } = validator.judge([7, 20, 33, 44, 55, 58], []);
    expect(violations).toEqual([{ ruleId: 'pairs', value: 3, min: 1, max: 1, negated: false }]);
    expect(level).toBe('MINIMAL');
  });

  it.each<[string, RuleSetting, string]>([
    [
      'a lower bound of same-first',
      { id: 'same-first', window: 100, min: 2, max: 5 },
      'same-first (2 to 5) cannot hold: the first game always measures 1',
    ],
    ['a lower bound of pairs', { id: 'pairs', min: 2, max: 4 }, 'pairs (2 to 4) cannot hold: the first game always measures 1'],
    [
      'a negation of triples',
      { id: 'triples', max: 1, negated: true },
      'not triples (1 to 1) cannot hold: the first game always measures 1',
    ],
    [
      'a negated rule that all games break',
      { id: 'odd', max: 6, min: 0, negated: true },
      'not odd (0 to 6) cannot hold: all games of these numbers are within these bounds',
    ],
  ])('or others that no job can satisfy are refused by name: %s', async (_title, rule, sentence) => {
    expect(findConflicts(await programOf({ quantity: 1, rules: [rule] }))).toEqual([sentence]);
  });

  it('in a group are refused if the first game cannot satisfy enough of the group', async () => {
    const rules = [
      { id: 'same-first', min: 2 },
      { id: 'odd', min: 1, max: 3 },
    ];
    expect(findConflicts(await programOf({ quantity: 1, ruleGroups: [{ atLeast: 1, rules }] }))).toEqual([]);
    expect(findConflicts(await programOf({ quantity: 1, ruleGroups: [{ atLeast: 2, rules }] }))).toHaveLength(1);
  });

  it('are not refused if a job can satisfy them', async () => {
    for (const rule of [
      { id: 'same-first', max: 5 },
      { id: 'pairs', min: 2, max: 3, negated: true },
      { id: 'odd', min: 1, negated: true },
    ]) {
      expect(findConflicts(await programOf({ quantity: 1, rules: [rule] }))).toEqual([]);
    }
  });

  it('on past draws measure the fewest numbers shared where these are too few', async () => {
    const draws = [
      [1, 2, 3, 4, 5, 6],
      [1, 2, 30, 40, 50, 60],
    ];
    const { program, rules, spaceSize, ...resolved } = await programOf(
      { quantity: 1, rules: [{ id: 'history', window: 2, min: 2, max: 4 }] },
      draws,
    );
    const validator = new GameValidator({ resolved, compiled: { program, rules, spaceSize } });
    const value = (numbers: number[]) => validator.judge(numbers, []).violations.find(({ ruleId }) => ruleId === 'history')?.value;
    expect(value([1, 2, 3, 17, 28, 59])).toBeUndefined();
    expect(value([1, 3, 5, 17, 28, 59])).toBe(1);
    expect(value([1, 2, 3, 4, 5, 59])).toBe(5);
  });
});
