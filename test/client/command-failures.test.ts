import { describe, expect, it } from 'vitest';
import { remainingFiles, run } from './command-folder.js';

/** A health check on a busy machine can take longer than the default timeout. */
const PATIENT = ['--timeout', '60000'];

describe('dezenas with invalid or impossible options', () => {
  it('reports all wrong options together, exits with code 2 and writes no file', async () => {
    const { code, stderr } = await run(
      'generate',
      '-n',
      '0',
      '--picks',
      '21',
      '--fixed',
      '0,61,7,7',
      '--min-odd',
      '9',
      '--max-odd',
      '3',
      '--rule',
      'lucky',
      '--chunk-size',
      '1',
    );
    expect(code).toBe(2);
    for (const option of ['--quantity', '--picks', '--fixed', '--min-odd', '--rule', '--chunk-size'])
      expect(stderr).toContain(`dezenas: ${option}: `);
    expect(await remainingFiles()).toEqual([]);
  });

  it.each([
    [['generate'], 2, 'the number of games is missing: use --quantity GAMES or --budget REAIS'],
    [['generate', '-n', 'ten'], 2, 'must be a whole number'],
    [['generate', '-n', '5', '--fixed', '1-x'], 2, 'numbers and ranges such as 1,5,10-20'],
    [['generate', '-n', '5', '--fixed', '9-1'], 2, 'runs backwards'],
    [['generate', '-n', '5', '--pool', '1-999'], 2, 'at most 128 numbers'],
    [['generate', '-n', '5', '--budget', '10'], 2, 'cannot be used with'],
    [['generate', '--budget', '1e9'], 2, 'an amount in reais'],
    [['generate', '-n', '5', '--seed', '-1'], 2, 'from 0 to 2^64 - 1'],
    [['generate', '-n', '5', '--out', 'no/such/folder/x.xlsx'], 2, 'does not exist'],
    [['generate', '-n', '5', '--out', '.'], 2, 'is a folder'],
    [['generate', '-n', '5', '--out', '/dev/null'], 2, 'is not a regular file'],
    [['generate', '-n', '5', '--out', `${'j'.repeat(240)}.xlsx`], 2, 'dezenas: --out: the name is too long'],
    [['generate', '-n', '5', '--out', `${'ã'.repeat(106)}.xlsx`], 2, 'dezenas: --out: the name is too long'],
    [['generate', '-n', '5', '--out', 'a\u202exslx.\u001b[2J/x.xlsx'], 2, 'a xslx. [2J does not exist'],
    [['generate', '-n', '5', '--locale', 'fr'], 2, 'Allowed choices are pt-BR, en'],
    [['generate', '-n', '5', '--address', '127.0.0.1:1'], 1, 'no connection to the server'],
    [['generate', '-n', '5', '--address', 'nonsense'], 2, 'HOST:PORT'],
    [['rules', '--picks', '5'], 2, 'picks: must be 6 to 20, not 5'],
    [['lotteries'], 0, ''],
    [['rules', '--lottery', 'nope'], 2, 'Allowed choices are mega-sena, lotofacil, quina'],
    [['generate', '-n', '5', '--rule', 'multiples:61=..1'], 2, '--rule: multiples: must be 2 to 60, not 61'],
    [['generate', '-n', '5', '--rule', 'sum=10..20'], 2, '--rule: sum: must be 21 to 345, not 10'],
    [['generate', '-n', '5', '--rule', 'hot:10@50=..3'], 2, '--rule: hot: needs an imported draw history: no draws are imported'],
    [['generate', '-n', '5', '--score', 'nope'], 2, '--score: unknown term'],
    [['generate', '-n', '5', '--score', 'sum=1@5'], 2, '--score: must be 21 to 345, not 5'],
    [['generate', '-n', '5', '--min-score', '100.01'], 2, 'must be points from 0 to 100'],
    [['generate', '--budget', '5.99'], 2, 'dezenas: --budget (in centavos): must be at least 600, the price of one game of 6 numbers'],
    [['generate', '-n', '5', '--best-of', '4'], 2, '--best-of: must be 5 to 100000000, not 4'],
    [['generate', '-n', '5', '--weighting', 'frequency'], 2, '--weighting: needs an imported draw history'],
    [
      ['generate', '-n', '5', '--rule', 'primes=5..', '--min-even', '3'],
      2,
      '--rule: even (3 to 6) and primes (5 to 6) cannot hold together',
    ],
    [['generate', '-n', '5', '--lottery', 'custom', '--universe', '129', '--picks', '5'], 2, '--universe: must be 1 to 128, not 129'],
    [['generate', '-n', '5', '--lottery', 'mais-milionaria', '--extra-picks', '7'], 2, '--extra-picks: must be 2 to 6, not 7'],
    [['estimate', '--picks', '8', '--exact'], 2, '--exact: the space has 2558620845 games'],
    [['validate', 'missing.csv'], 2, 'missing.csv does not exist'],
    [['check'], 2, 'the games are missing, or given twice: use either a FILE or --job ID'],
    [['check', '--job', 'x', '--drawn', '1,2,3'], 1, 'no job has this id'],
    [['draws', 'fit'], 1, 'no draws of Mega-Sena were imported'],
    [['draws', 'fit', '--locale', 'pt-BR'], 1, 'nenhum concurso desta loteria foi importado'],
    [['draws', 'statistics', '--pairs', '3'], 1, 'no draws of Mega-Sena were imported'],
    [['scores', '--lottery', 'quina'], 0, ''],
    [['draws', 'import', 'missing.csv'], 2, 'does not exist or may not be read'],
    [['draws', 'import', '.'], 2, 'is not a file'],
    [['draws'], 2, 'Usage: dezenas draws'],
    [['health', '--address', '127.0.0.1:1', ...PATIENT], 1, 'no connection to the server'],
    [['health', '--address', '127.0.0.1:1', '--locale', 'pt-BR', ...PATIENT], 1, 'sem conexão com o servidor'],
    [['health', '--token-file', 'token'], 2, "unknown option '--token-file'"],
    [['token', 'create', '--name', 'a', '--expires', '2020-01-01'], 2, 'must be in the future (UTC)'],
    [['token', 'create', '--name', 'a', '--expires', '2999-02-30'], 2, 'must be a date such as 2027-12-31'],
    [['token', 'create', '--expires', '2999-01-01'], 2, 'error: --expires needs --name: only a named token has an entry'],
    [['token', 'create', '--max-quantity', '5'], 2, 'error: --max-quantity needs --name'],
    [['token', 'create', '--creates-per-minute', '5'], 2, 'error: --creates-per-minute needs --name'],
    [['token', 'create'], 0, ''],
    [['generat'], 2, 'Did you mean generate?'],
    [['--version'], 0, ''],
    [['--help'], 0, ''],
    [['generate', '--help'], 0, ''],
  ])('the arguments %j exit with code %i and report: %s', async (parameters, code, words) => {
    const ended = await run(...parameters);
    expect(ended).toMatchObject({ code, stderr: expect.stringContaining(words) });
    expect(await remainingFiles()).toEqual([]);
  });
});
