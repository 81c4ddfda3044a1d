import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Core } from '../../../services/core/core.js';
import { loadCoreModule } from '../../../services/core/core-module.js';
import { LOTTERIES } from '../../../services/domain/lotteries/catalogue.js';
import { DezenasError } from '../../../services/shared/errors.js';
import type { CreateJobRequest } from '../../../services/shared/grpc/generated/dezenas/v1/CreateJobRequest.js';
import type { GameSpec } from '../../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { programOf } from '../../support/data/programs.js';
import { numbersTo, Random, SEED } from '../../support/data/random.js';
import { type Services, startServices } from '../../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

async function refusal(request: CreateJobRequest): Promise<DezenasError> {
  const answer = await services.jobs.create(request).catch((error: unknown) => error);
  if (!(answer instanceof DezenasError)) throw new Error(`accepted: ${JSON.stringify(request)}`);
  return answer;
}

async function wrongFields(request: CreateJobRequest): Promise<string[]> {
  const { code, violations } = await refusal(request);
  expect(code).toBe('INVALID_ARGUMENT');
  return violations.map(({ field }) => field);
}

const spec = (fields: object): CreateJobRequest => ({ spec: { quantity: 10, ...fields } });
const constraints = (fields: object): CreateJobRequest => spec({ constraints: fields });

describe('the job service', () => {
  it.each<[string, CreateJobRequest, string[]]>([
    ['a request without a spec', {}, ['spec']],
    ['a spec without a quantity or a budget', { spec: {} }, ['spec.quantity']],
    ['a quantity of 0', spec({ quantity: 0 }), ['spec.quantity']],
    ['a negative quantity', spec({ quantity: -5 }), ['spec.quantity']],
    ['a quantity above the limit of the server', spec({ quantity: 10_000_001 }), ['spec.quantity']],
    ['a budget below the price of one game', { spec: { budgetCentavos: 599 } }, ['spec.budget_centavos']],
    ['a budget for more games than the limit of the server', { spec: { budgetCentavos: 600 * 10_000_001 } }, ['spec.budget_centavos']],
    ['5 picks', spec({ picks: 5 }), ['spec.picks']],
    ['21 picks', spec({ picks: 21 }), ['spec.picks']],
    ['an unknown lottery', spec({ lottery: 'mega-soma' }), ['spec.lottery']],
    ['the number 0', constraints({ fixedNumbers: [0] }), ['spec.constraints.fixed_numbers[0]']],
    ['the number 61', constraints({ excludedNumbers: [1, 61] }), ['spec.constraints.excluded_numbers[1]']],
    ['a duplicate number', constraints({ poolNumbers: [1, 2, 3, 4, 5, 6, 6] }), ['spec.constraints.pool_numbers[6]']],
    [
      'a fixed number outside the pool',
      constraints({ fixedNumbers: [9], poolNumbers: [1, 2, 3, 4, 5, 6, 7] }),
      ['spec.constraints.fixed_numbers'],
    ],
    ['a fixed number that is excluded', constraints({ fixedNumbers: [9], excludedNumbers: [9] }), ['spec.constraints.excluded_numbers']],
    ['a pool with fewer numbers than picks', constraints({ poolNumbers: [1, 2, 3, 4, 5] }), ['spec.constraints.pool_numbers']],
    ['more fixed numbers than picks', constraints({ fixedNumbers: [1, 2, 3, 4, 5, 6, 7] }), ['spec.constraints.fixed_numbers']],
    ['a minimum above the maximum', constraints({ minOdd: 4, maxOdd: 2 }), ['spec.constraints.min_odd']],
    ['a bound above picks', constraints({ maxEven: 7 }), ['spec.constraints.max_even']],
    ['a negative bound', constraints({ minEven: -1 }), ['spec.constraints.min_even']],
    ['odd and even minimums that add up to more than picks', constraints({ minOdd: 4, minEven: 3 }), ['spec.constraints.min_even']],
    ['odd and even maximums that add up to less than picks', constraints({ maxOdd: 2, maxEven: 3 }), ['spec.constraints.max_even']],
    ['more odd fixed numbers than the maximum', constraints({ fixedNumbers: [1, 3, 5], maxOdd: 2 }), ['spec.constraints.max_odd']],
    ['more even fixed numbers than the maximum', constraints({ fixedNumbers: [2, 4, 6], maxEven: 2 }), ['spec.constraints.max_even']],
    [
      'a minimum of odd numbers that the pool cannot satisfy',
      constraints({ poolNumbers: [1, 2, 3, 4, 5, 6, 8, 10], minOdd: 4 }),
      ['spec.constraints.min_odd'],
    ],
    ['a repetition above picks', constraints({ maxRepetition: 7 }), ['spec.constraints.max_repetition']],
    ['a minimum repetition above the maximum', constraints({ minRepetition: 3, maxRepetition: 2 }), ['spec.constraints.min_repetition']],
    ['a window above 1,000', constraints({ maxRepetition: 4, window: 1_001 }), ['spec.constraints.window']],
    ['an unknown rule', spec({ rules: [{ id: 'lucky' }] }), ['spec.rules[0].id']],
    ['a duplicate rule', spec({ rules: [{ id: 'longest-run' }, { id: 'longest-run' }] }), ['spec.rules[1].id']],
    ['a rule without a bound', spec({ rules: [{ id: 'sum' }] }), ['spec.rules[0].min']],
    ['a sum that no game has', spec({ rules: [{ id: 'sum', max: 20 }] }), ['spec.rules[0].max']],
    ['a group without numbers', spec({ rules: [{ id: 'group', max: 1 }] }), ['spec.rules[0].numbers']],
    [
      'a group with a number outside the lottery and a duplicate number',
      spec({ rules: [{ id: 'group', max: 1, numbers: [1, 61, 1] }] }),
      ['spec.rules[0].numbers[1]', 'spec.rules[0].numbers[2]'],
    ],
    ['numbers for a rule that does not take any', spec({ rules: [{ id: 'primes', max: 1, numbers: [1] }] }), ['spec.rules[0].numbers']],
    [
      'a rule group that requires more rules than it has',
      spec({ ruleGroups: [{ atLeast: 2, rules: [{ id: 'primes', max: 1 }] }] }),
      ['spec.rule_groups[0].at_least'],
    ],
    [
      'a rule group with rules that are not allowed in a group',
      spec({ ruleGroups: [{ atLeast: 1, rules: [{ id: 'score', max: 1 }, { id: 'weighting', max: 1 }, { id: 'nope' }] }] }),
      ['spec.rule_groups[0].rules[0].id', 'spec.rule_groups[0].rules[1].id', 'spec.rule_groups[0].rules[2].id'],
    ],
    [
      'a rule group with a disabled rule',
      spec({ ruleGroups: [{ atLeast: 1, rules: [{ id: 'primes', max: 1, enabled: false }] }] }),
      ['spec.rule_groups[0].rules[0].enabled'],
    ],
    ['an empty rule group', spec({ ruleGroups: [{ atLeast: 1 }] }), ['spec.rule_groups[0].rules']],
    ['1,000 rules', spec({ rules: Array(1_000).fill({ id: 'primes', max: 1 }) }), ['spec.rules']],
    ['a rule that only constraints can set', spec({ rules: [{ id: 'weighting' }] }), ['spec.rules[0].id']],
    ['a history rule without a history', spec({ rules: [{ id: 'drawn' }] }), ['spec.rules[0].id']],
    ['a history version that is not imported', spec({ historyVersion: '0123456789abcdef' }), ['spec.history_version']],
    ['a history version that is a path', spec({ historyVersion: '../../../etc/passwd' }), ['spec.history_version']],
    ['a chunk size below the minimum', spec({ chunkSize: 1 }), ['spec.chunk_size']],
    ['too many chunks', spec({ chunkSize: 999, bestOf: 100_000_000 }), ['spec.chunk_size']],
    ['an unknown locale', { ...spec({}), workbook: { locale: 'fr' } }, ['workbook.locale']],
    ['a sheet size below the minimum', { ...spec({}), workbook: { sheetGames: 999 } }, ['workbook.sheet_games']],
    ['more sheets than the limit', { ...spec({ quantity: 100_001 }), workbook: { sheetGames: 1_000 } }, ['workbook.sheet_games']],
    ['an unknown layout', { ...spec({}), workbook: { layout: 7 as never } }, ['workbook.layout']],
    ['a draw that is not imported', { ...spec({}), workbook: { checkDraw: 3 } }, ['workbook.check_draw']],
    ['a negative draw number', { ...spec({}), workbook: { checkDraw: -1 } }, ['workbook.check_draw']],
    ['a write buffer below the minimum', { ...spec({}), workbook: { writeBufferSize: 1 } }, ['workbook.write_buffer_size']],
    ['an unknown order', { ...spec({}), workbook: { order: 88 as never } }, ['workbook.order']],
    ['an unknown mode', { ...spec({}), mode: 77 as never }, ['mode']],
    ['an unknown window scope', constraints({ windowScope: 99 }), ['spec.constraints.window_scope']],
    ['a negative number of picks, without further violations,', spec({ picks: -5 }), ['spec.picks']],
    ['a request id with spaces', { ...spec({}), requestId: 'a b' }, ['request_id']],
  ])('refuses %s and names the field', async (_title, request, fields) => {
    expect(await wrongFields(request)).toEqual(fields);
  });

  it.each<[string, CreateJobRequest]>([
    ['the largest quantity', spec({ quantity: 10_000_000 })],
    ['a budget for the largest quantity', { spec: { budgetCentavos: 600 * 10_000_000 } }],
    ['a budget for one game', { spec: { budgetCentavos: 600 } }],
    ['the largest best_of', spec({ bestOf: 100_000_000, chunkSize: 1_000 })],
    ['odd fixed numbers up to the maximum', constraints({ fixedNumbers: [1, 3], maxOdd: 2 })],
    ['a minimum of all odd numbers of the pool', constraints({ poolNumbers: [1, 2, 3, 4, 5, 6, 8, 10], minOdd: 3 })],
    ['odd and even bounds that add up to picks', constraints({ minOdd: 3, minEven: 3, maxOdd: 3, maxEven: 3 })],
    ['fixed numbers that fill the game', constraints({ fixedNumbers: [1, 2, 10, 20, 30, 40] })],
    ['a pool with exactly as many numbers as picks', constraints({ poolNumbers: [1, 2, 10, 20, 30, 40] })],
    ['the largest bet', spec({ picks: 20 })],
    ['a window of 1,000', constraints({ maxRepetition: 4, window: 1_000 })],
  ])('accepts %s', async (_title, { spec: accepted }) => {
    await expect(programOf(accepted as GameSpec)).resolves.toBeDefined();
  });

  it('reports all wrong fields at once, each with its bound', async () => {
    const { violations } = await refusal({
      requestId: 'line\nbreak',
      workbook: { locale: 'xx', sortChunkSize: 5 },
      spec: {
        lottery: 'none',
        picks: 21,
        quantity: 0,
        chunkSize: 1,
        constraints: { fixedNumbers: [0, 61, 7, 7], minOdd: 9, maxEven: -1, window: 0 },
        rules: [{ id: 'x' }, { id: 'primes', min: 30, max: 2 }],
      },
    });
    const text = violations.map(({ field, description }) => `${field}: ${description}`);
    expect(text).toEqual([
      'request_id: must be up to 128 printable ASCII characters without spaces',
      'workbook.locale: must be pt-BR or en',
      'workbook.sort_chunk_size: must be 100 to 100000, not 5',
      `spec.lottery: unknown lottery; known: ${LOTTERIES.map(({ id }) => id).join(', ')}, custom`,
      'spec.picks: must be 6 to 20, not 21',
      'spec.quantity: must be 1 to 10000000, not 0',
      'spec.constraints.fixed_numbers[0]: must be 1 to 60, not 0',
      'spec.constraints.fixed_numbers[1]: must be 1 to 60, not 61',
      'spec.constraints.fixed_numbers[3]: duplicate number 7',
      'spec.constraints.max_even: must be 0 to 20, not -1',
      'spec.constraints.window: must be 1 to 1000, not 0',
      expect.stringMatching(/^spec\.rules\[0\]\.id: unknown rule; known: odd, even, low, high, /),
      'spec.rules[1].min: primes: must be 0 to 20, not 30',
      'spec.rules[1].min: primes: must not be above max: 30 > 2',
      'spec.chunk_size: must be 100 to 100000, not 1',
    ]);
  });

  it('does not count settings of default rules towards the limit of rules', async () => {
    const rules = [{ id: 'not-all-odd' }, { id: 'not-all-even' }, ...Array(65).fill({ id: 'group', numbers: [1], max: 1 })];
    expect((await refusal(spec({ rules }))).violations).toEqual([
      { field: 'spec.rules', description: 'at most 64 settings of rules that are off by default, not 65' },
    ]);
  });

  it('explains that a history rule needs an imported history, and reports nothing else about the rule', async () => {
    const { violations } = await refusal(spec({ rules: [{ id: 'hot', argument: 10, window: 50, max: 3 }] }));
    const description = 'hot: needs an imported draw history: no draws are imported, or history_version is empty';
    expect(violations).toEqual([{ field: 'spec.rules[0].id', description }]);
  });

  it('accepts a window of up to 10,000 draws or of all draws for a history rule', async () => {
    const random = new Random(SEED);
    const draws = Array.from({ length: 10_002 }, () => random.choose(numbersTo(60), 6));
    const looking = (window: number) => programOf({ quantity: 1, rules: [{ id: 'history', window, max: 5 }] }, draws);
    for (const window of [10_000, 10_002]) {
      const { program } = await looking(window);
      expect(() => new Core(loadCoreModule()).configure(program)).not.toThrow();
    }
    const description = 'history: must be 1 to 10000 or 10002 (all draws), not 10001';
    await expect(looking(10_001)).rejects.toMatchObject({ violations: [{ field: 'spec.rules[0].window', description }] });
  });

  it('limits the number of reported violations when every element of a list is wrong', async () => {
    const { violations } = await refusal(spec({ constraints: { fixedNumbers: Array(60).fill(99), poolNumbers: Array(60).fill(99) } }));
    expect(violations.length).toBeLessThanOrEqual(41);
    expect(violations.at(-1)?.field).toBe('more');
  });

  it('writes no file for a refused request', async () => {
    await refusal(spec({ quantity: 0 }));
    expect(await services.workbookFiles()).toEqual([]);
  });

  it('answers NOT_FOUND for an unknown job id', async () => {
    for (const id of ['', 'nope', '../x', '6f2a9ad2-4bb4-4b0c-8f3d-6d5a1f4c2b1e']) {
      await expect(services.jobs.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(services.jobs.cancel(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(services.jobs.end(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(services.jobs.download(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});
