import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckGamesHeader, Game, GameSpec } from '../../../services/client/library/client.js';
import { findLottery } from '../../../services/domain/lotteries/catalogue.js';
import { combinations } from '../../../services/domain/lotteries/combinations.js';
import { drawsCsv, drawsOf, importDraws } from '../../support/data/draws.js';
import { programOf } from '../../support/data/programs.js';
import { numbersTo, Random, SEED } from '../../support/data/random.js';
import { counts, holds } from '../../support/reference/oracle.js';
import { type Services, startServices } from '../../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

async function* lists(games: Game[], size = 1_000): AsyncGenerator<Game[]> {
  for (let at = 0; at < games.length; at += size) yield games.slice(at, at + size);
}

async function validate(spec: GameSpec, games: Game[]) {
  const verdicts = [];
  for await (const verdict of services.jobs.client.validateGames(spec, lists(games))) verdicts.push(verdict);
  return verdicts;
}

describe(`the validation of a player's games (seed ${SEED})`, () => {
  const RULES = [
    { id: 'sum', min: 120, max: 250 },
    { id: 'each-row', max: 2 },
    { id: 'primes', max: 1, negated: true },
    { id: 'number-at', argument: 2, min: 5 },
    { id: 'history', window: 50, max: 2 },
  ];

  it('reports every broken rule of every game, with the measured value', async () => {
    const random = new Random(SEED);
    const draws = Array.from({ length: 60 }, () => random.choose(numbersTo(60), 6));
    const csv = ['concurso,data,bola1,bola2,bola3,bola4,bola5,bola6', ...draws.map((draw, i) => `${60 - i},2020-01-01,${draw}`)].join('\n');
    await importDraws(services.jobs.client, Buffer.from(csv));
    const spec: GameSpec = {
      rules: RULES,
      ruleGroups: [
        {
          atLeast: 2,
          rules: [
            { id: 'low', max: 2 },
            { id: 'frame', min: 3 },
            { id: 'squares', max: 0 },
          ],
        },
      ],
      constraints: { maxRepetition: 3, window: 20 },
    };
    const games = Array.from({ length: 4_000 }, () => random.choose(numbersTo(60), 6));
    const { rules } = await programOf({ ...spec, quantity: 1 }, draws);
    const verdicts = await validate(
      spec,
      games.map((numbers) => ({ numbers: numbers.toReversed() })),
    );
    expect(verdicts).toHaveLength(4_000);
    let broken = 0;
    for (const [i, verdict] of verdicts.entries()) {
      const context = { universeSize: 60, draws, window: games.slice(0, i) };
      const expected = rules.filter((rule) => !holds(games[i], rule, context));
      expect(verdict.violations.map(({ ruleId }) => ruleId)).toEqual(expected.map(({ id }) => id));
      expect(verdict).toMatchObject({ index: String(i), valid: expected.length === 0 });
      for (const [n, { ruleId, value }] of verdict.violations.entries()) {
        const rule = expected[n];
        if (rule.members.length > 0) expect(value).toBe(rule.members.filter((member) => holds(games[i], member, context)).length);
        else if (['history', 'drawn', 'near-drawn', 'repetition'].includes(ruleId))
          expect(value).toBe(Math.max(...counts(rule, games[i], context)));
        else expect(counts(rule, games[i], context)).toContain(value);
      }
      broken += expected.length;
      const codes = { STRICT: 1, NORMAL: 2, RELAXED: 3, MINIMAL: 4 };
      const level = Math.max(0, ...expected.map(({ through }) => codes[through])) + 1;
      expect(verdict.level).toBe(['', 'LEVEL_STRICT', 'LEVEL_NORMAL', 'LEVEL_RELAXED', 'LEVEL_MINIMAL', 'LEVEL_UNSPECIFIED'][level]);
    }
    expect(broken).toBeGreaterThan(4_000);
  });

  it('accepts every game that a job of the same spec generates', async () => {
    // Six chunks: the window of each chunk continues from the previous one.
    const spec: GameSpec = { quantity: 3_000, seed: 9, chunkSize: 500, rules: RULES, constraints: { maxRepetition: 3 } };
    const { games, spec: applied } = await services.jobs.client.generateGames(spec);
    const verdicts = await validate(
      applied as GameSpec,
      games.map((numbers) => ({ numbers })),
    );
    expect(verdicts.filter(({ valid }) => valid)).toHaveLength(3_000);
    // Check the repetition by brute force as well, across each chunk border.
    for (let border = 500; border < 3_000; border += 500) {
      for (const [i, game] of games.slice(border, border + 50).entries()) {
        for (const earlier of games.slice(Math.max(0, border + i - 1_000), border)) {
          expect(game.filter((number) => earlier.includes(number)).length).toBeLessThanOrEqual(3);
        }
      }
    }
  });

  it('explains why numbers do not form a game', async () => {
    const spec: GameSpec = { constraints: { fixedNumbers: [7], excludedNumbers: [1, 2] }, historyVersion: '' };
    const verdicts = await validate(spec, [
      { numbers: [7, 8, 20] },
      { numbers: [7, 61, 20, 30, 40, 50] },
      { numbers: [7, 7, 20, 30, 40, 50] },
      { numbers: [1, 2, 20, 30, 40, 50] },
      { numbers: [7, 12, 20, 30, 40, 50], extras: [3] },
      { numbers: [-1, 2_000_000_000, 20, 30, 40, 50] },
      { numbers: [7, 12, 20, 31, 40, 50] },
    ]);
    const ids = verdicts.map(({ violations }) => violations.map(({ ruleId, value }) => `${ruleId} ${value}`));
    expect(ids).toEqual([
      ['picks 3'],
      ['range 61'],
      ['distinct 5'],
      ['fixed-numbers 0', 'allowed-numbers 2'],
      ['extras 3'],
      ['range 0'],
      [],
    ]);
    expect(verdicts.map(({ level }) => level).slice(0, 6)).toEqual(Array(6).fill('LEVEL_UNSPECIFIED'));
  });

  it('refuses a wrong spec', async () => {
    await expect(validate({ picks: 5 }, [])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', violations: [{ field: 'spec.picks' }] });
  });
});

describe('a check against draws', () => {
  const check = (header: CheckGamesHeader, games?: number[][]) =>
    services.jobs.client.checkGames(header, games && lists(games.map((numbers) => ({ numbers }))));

  it('regenerates the million games of a job from its spec, and counts the same hits as brute force', async () => {
    const { id } = await services.jobs.create({ spec: { quantity: 1_000_000, seed: 3, historyVersion: '' } });
    await services.jobs.end(id);
    const drawn = [4, 5, 30, 33, 41, 52];
    const times: number[] = [];
    let result = await check({ jobId: id, result: { numbers: drawn } });
    for (let i = 0; i < 3; i++) {
      const start = performance.now();
      result = await check({ jobId: id, result: { numbers: drawn } });
      times.push(performance.now() - start);
    }
    console.log(`1,000,000 games of a job against a draw in ${Math.min(...times).toFixed(0)} ms`);
    const { numbers } = await services.jobs.games({ quantity: 1_000_000, seed: 3, historyVersion: '' });
    const byHits = Array<number>(7).fill(0);
    for (let i = 0; i < 1_000_000; i++) {
      let hits = 0;
      for (let n = 0; n < 6; n++) if (drawn.includes(numbers[i * 6 + n])) hits++;
      byHits[hits]++;
    }
    expect(result.games).toBe('1000000');
    expect(result.totals.map(({ tier, games }) => [tier, Number(games)])).toEqual([
      ['sena', byHits[6]],
      ['quina', byHits[5]],
      ['quadra', byHits[4]],
    ]);
    const [{ winners }] = result.draws;
    expect(winners).toHaveLength(20);
    expect(winners.filter(({ hits }) => hits === 5)).toHaveLength(Math.min(20, byHits[5]));
    for (const { index, numbers: game, hits } of winners) {
      expect(game).toEqual([...numbers.subarray(Number(index) * 6, Number(index) * 6 + 6)]);
      expect(game.filter((number) => drawn.includes(number))).toHaveLength(hits);
    }
  });

  it('counts all prizes of games with more numbers than a simple bet', async () => {
    const result = await check({ lottery: 'mega-sena', result: { numbers: [1, 2, 3, 4, 5, 6] } }, [
      [1, 2, 3, 4, 5, 6, 7, 8],
      [1, 2, 3, 4, 5, 6, 7],
      [1, 2, 3, 4, 50, 51],
      [10, 20, 30, 40, 50, 60],
    ]);
    expect(result.totals).toMatchObject([
      { tier: 'sena', games: '2', prizes: '2' },
      { tier: 'quina', games: '2', prizes: '18' },
      { tier: 'quadra', games: '2', prizes: '16' },
    ]);
    expect(result.draws[0].winners.map(({ index, prizes }) => [index, ...prizes])).toEqual([
      ['0', '1', '12', '15'],
      ['1', '1', '6', '0'],
      ['2', '0', '0', '1'],
    ]);
  });

  it('reports each draw of a range, and the totals of all draws', async () => {
    const csv = drawsCsv();
    await importDraws(services.jobs.client, csv);
    const draws = (await drawsOf(csv)).toReversed();
    const games = [draws[99], draws[149], [1, 2, 3, 4, 5, 6]];
    const result = await check({ lottery: 'mega-sena', firstDraw: 51, lastDraw: 150, limit: 5 }, games);
    expect(result.draws).toHaveLength(100);
    for (const { draw, numbers, tiers } of result.draws) {
      expect(numbers).toEqual(draws[draw - 1]);
      for (const [i, hits] of [6, 5, 4].entries()) {
        expect(Number(tiers[i].games)).toBe(
          games.filter((game) => game.filter((number) => numbers.includes(number)).length === hits).length,
        );
      }
    }
    expect(Number(result.totals[0].games)).toBeGreaterThanOrEqual(2);
    expect(result.draws.find(({ draw }) => draw === 100)?.winners[0]).toMatchObject({ index: '0', hits: 6 });
    // Without a range, the games are checked against the last draw.
    expect((await check({ lottery: 'mega-sena' }, games)).draws.map(({ draw }) => draw)).toEqual([draws.length]);
  });

  it('takes second draws and clovers from the history for a range of draws', async () => {
    const header = (extras: string) => `concurso,data,${numbersTo(6).map((n) => `bola${n}`)},${extras}\n`;
    const importCsv = (text: string, lottery: string) =>
      services.jobs.client.importDraws(
        (async function* () {
          yield Buffer.from(text);
        })(),
        lottery,
      );
    const second = header(
      numbersTo(6)
        .map((n) => `s2_bola${n}`)
        .join(),
    );
    await importCsv(`${second}1,2020-01-01,1,2,3,4,5,6,11,12,13,14,15,16\n2,2020-01-02,1,2,3,4,5,7,21,22,23,24,25,26`, 'dupla-sena');
    const twice = await check({ lottery: 'dupla-sena', firstDraw: 1, lastDraw: 2 }, [
      [1, 2, 3, 4, 5, 6],
      [11, 12, 13, 14, 15, 16],
    ]);
    expect(twice.draws.map(({ draw, numbers }) => [draw, numbers[0]])).toEqual([
      [1, 1],
      [1, 11],
      [2, 1],
      [2, 21],
    ]);
    expect(twice.totals.map(({ prizes }) => Number(prizes))).toEqual([2, 1, 0, 0]);

    await importCsv(`${header('trevo1,trevo2')}1,2020-01-01,1,2,3,4,5,6,3,5`, 'mais-milionaria');
    const clovers = await services.jobs.client.checkGames(
      { lottery: 'mais-milionaria' },
      lists([{ numbers: [1, 2, 3, 4, 5, 6], extras: [3, 5] }]),
    );
    expect(clovers.totals.map(({ prizes, undecided }) => [Number(prizes), undecided])).toEqual(
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 0].map((prizes) => [prizes, false]),
    );
  });

  it('counts clovers, second draws, bonus numbers and columns, and marks undecided prizes', async () => {
    const million = findLottery('mais-milionaria');
    expect(million).toBeDefined();
    const header = { lottery: 'mais-milionaria', result: { numbers: [1, 2, 3, 4, 5, 6], extras: [1, 2] } };
    const withClovers = await services.jobs.client.checkGames(header, lists([{ numbers: [1, 2, 3, 4, 5, 6], extras: [1, 2, 3] }]));
    expect(withClovers.totals.map(({ prizes }) => Number(prizes))).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    const without = await check({ ...header, result: { numbers: [1, 2, 3, 4, 5, 6] } }, [[1, 2, 3, 4, 5, 6]]);
    expect(without.totals.every(({ undecided, prizes }) => undecided && prizes === '0')).toBe(true);

    const twice = await check({ lottery: 'dupla-sena', result: { numbers: [1, 2, 3, 4, 5, 6], second: [1, 2, 3, 40, 41, 42] } }, [
      [1, 2, 3, 4, 5, 42],
    ]);
    expect(twice.draws.map(({ winners }) => winners[0].hits)).toEqual([5, 4]);
    expect(twice.totals.map(({ tier, prizes }) => `${tier} ${prizes}`)).toEqual(['sena 0', 'quina 1', 'quadra 1', 'terno 0']);

    const uk = await check({ lottery: 'uk-lotto', result: { numbers: [1, 2, 3, 4, 5, 6], bonus: 7 } }, [
      [1, 2, 3, 4, 5, 7],
      [1, 2, 3, 4, 5, 8],
    ]);
    expect(uk.draws[0].winners.map(({ prizes }) => prizes.indexOf('1'))).toEqual([1, 2]);

    // Two numbers in the first column make two simple bets: one with 7 hits and one with 6.
    const columns = numbersTo(7).map((column) => column * 10);
    const seven = await check({ lottery: 'super-sete', result: { numbers: columns } }, [[1, ...columns]]);
    expect(seven.totals.map(({ prizes }) => Number(prizes))).toEqual([1, 1, 0, 0, 0]);
  });

  it('finds as many hits in random games as probability predicts', async () => {
    // The result has no long run, so that the default rules reject hardly any game that is close to it.
    const result = await check({
      spec: { lottery: 'lotofacil', quantity: 200_000, seed: SEED, historyVersion: '' },
      result: { numbers: [1, 2, 4, 5, 7, 9, 10, 12, 13, 15, 17, 18, 20, 22, 24] },
      limit: 0,
    });
    for (const [i, hits] of [15, 14, 13, 12, 11].entries()) {
      const chance = Number(combinations(15, hits) * combinations(10, 15 - hits)) / Number(combinations(25, 15));
      const expected = 200_000 * chance;
      expect(Math.abs(Number(result.totals[i].games) - expected)).toBeLessThan(6 * Math.sqrt(expected) + 2);
    }
    expect(result.draws[0].winners).toEqual([]);
  });

  it('refuses an invalid result, range or game, and names the field', async () => {
    const fields = (header: CheckGamesHeader, games?: number[][]) =>
      check(header, games).then(
        () => [],
        ({ violations }) => violations.map(({ field }: { field: string }) => field),
      );
    expect(await fields({ result: { numbers: [1, 2, 3] }, limit: 10_001 })).toEqual(['header.limit', 'header.result.numbers']);
    expect(await fields({ result: { numbers: [1, 2, 3, 4, 5, 61], extras: [1], bonus: 3, second: [1] } })).toEqual([
      'header.result.numbers[5]',
      'header.result.second',
      'header.result.extras',
      'header.result.bonus',
    ]);
    expect(await fields({ firstDraw: 0 })).toEqual(['header.first_draw', 'header.last_draw']);
    expect(await fields({ lottery: 'nope' })).toEqual(['header.lottery']);
    expect(await fields({ result: { numbers: [1, 2, 3, 4, 5, 6] } }, [[1, 2, 3]])).toEqual(['games.numbers']);
    expect(await fields({ result: { numbers: [1, 2, 3, 4, 5, 6] } }, [[1, 2, 3, 4, 5, 5]])).toEqual(['games.numbers']);
    await expect(check({ jobId: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(check({ lottery: 'quina' })).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'NO_HISTORY' });
  });
});
