import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawsCsv } from '../support/data/draws.js';
import { folder, remainingFiles, run } from './command-folder.js';

const OWN_GAMES = 'meus jogos\n1 2 3 4 5 6\n04-05-30-33-41-52\n4;5;30;33;41;53\n';

describe('dezenas generate', () => {
  it('chooses the file format by --format, or else by the ending of the file name', async () => {
    expect(await run('generate', '-n', '50', '--seed', '1', '--out', 'a.csv', '-q')).toMatchObject({ code: 0 });
    expect(await run('generate', '-n', '50', '--seed', '1', '--format', 'csv.gz', '-q')).toMatchObject({ code: 0 });
    expect(await run('generate', '-n', '50', '--seed', '1', '--format', 'jsonl', '--out', 'b.txt', '-q')).toMatchObject({ code: 0 });
    expect((await remainingFiles()).toSorted()).toEqual(['a.csv', 'b.txt', 'jogos.csv.gz']);
    expect((await readFile(join(folder, 'a.csv'), 'utf8')).split('\r\n')).toHaveLength(52);
    expect(JSON.parse((await readFile(join(folder, 'b.txt'), 'utf8')).split('\n')[49])).toMatchObject({ game: 50, level: 'STRICT' });
    expect(await run('validate', 'a.csv', '--no-history')).toMatchObject({ code: 0, stdout: '50 games: 50 valid, 0 invalid\n' });
  });
});

describe('commands that need no job', () => {
  it('estimate reports how many games satisfy the rules of a spec, in English and Portuguese', async () => {
    const estimate = await run('estimate', '-n', '500', '--rule', 'sum=150..200', '--rule', 'pairs@500=..2', '--no-history');
    expect(estimate.stdout).toMatch(/^Possible games +50,063,860$/m);
    expect(estimate.stdout).toMatch(/^Satisfy all rules +\d\d\.\d{3} % \(\d\d\.\d{3} % – \d\d\.\d{3} %\)$/m);
    expect(estimate.stdout).toContain('pairs at most 2: of any 500 consecutive games, at most 236 can satisfy the rule');
    expect((await run('estimate', '-n', '10', '--locale', 'pt-BR')).stdout).toMatch(/^Viável +sim$/m);
    expect(JSON.parse((await run('estimate', '--budget', '600', '--json')).stdout).spec.quantity).toBe(100);
  });

  it('validate reports which games of a file break rules, and refuses a file that is damaged or has no games', async () => {
    await run('generate', '-n', '2000', '--seed', '5', '--out', 'jogos.xlsx', '-q');
    expect(await run('validate', 'jogos.xlsx')).toMatchObject({ code: 0, stdout: '2,000 games: 2,000 valid, 0 invalid\n' });
    const strict = await run('validate', 'jogos.xlsx', '--rule', 'sum=150..200', '--limit', '2', '--locale', 'pt-BR');
    expect(strict.code).toBe(1);
    expect(strict.stdout).toMatch(
      /^2\.000 jogos: [\d.]+ válidos, [\d.]+ inválidos\n\nregra {2}jogos que não a cumprem\nsum {4}[\d.]+\n\njogo \d+: sum \d+ \(150\.\.200\)\njogo \d+: sum/,
    );
    await writeFile(join(folder, 'cut.xlsx'), (await readFile(join(folder, 'jogos.xlsx'))).subarray(0, 20_000));
    expect(await run('validate', 'cut.xlsx')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cut.xlsx is a damaged spreadsheet'),
    });
    await writeFile(join(folder, 'empty.csv'), 'nothing,here\n');
    expect(await run('validate', 'empty.csv')).toMatchObject({ code: 2, stderr: expect.stringContaining('empty.csv has no games') });
    await writeFile(join(folder, 'own.csv'), OWN_GAMES);
    const own = JSON.parse((await run('validate', 'own.csv', '--json', '--no-history')).stdout);
    expect(own).toMatchObject({ games: 3, valid: 2, gamesByBrokenRule: { 'not-the-first-numbers': 1, 'longest-run': 1 } });
  });

  it('check reports the prizes that the games of a file win in one draw or in a range of imported draws', async () => {
    await writeFile(join(folder, 'draws.csv'), drawsCsv());
    expect(await run('draws', 'import', 'draws.csv')).toMatchObject({ code: 0 });
    await writeFile(join(folder, 'own.csv'), OWN_GAMES);
    const check = await run('check', 'own.csv', '--drawn', '4,5,30,33,41,52');
    expect(check.stdout).toMatch(
      /^3 games checked against 1 draw\n\ntier {4}games {2}prizes\nsena {4}1 {6}1\nquina {3}1 {6}1\nquadra {2}0 {6}0\n/,
    );
    expect(check.stdout).toContain('game 2: 4 5 30 33 41 52: 6 hits');
    expect((await run('check', 'own.csv', '--draws', '1..5', '--locale', 'pt-BR')).stdout).toContain('3 jogos conferidos em 5 sorteios');
    const statistics = await run('draws', 'statistics', '--from', '1', '--to', '10', '--pairs', '2');
    expect(statistics.stdout).toMatch(/^10 draws\n\nnumber {2}times {2}expected {2}delay\n1 /);
    expect((await remainingFiles()).toSorted()).toEqual(['draws.csv', 'own.csv']);
  });

  it('scores and rules print Portuguese texts with --locale pt-BR', async () => {
    expect((await run('scores', '--locale', 'pt-BR')).stdout).toMatch(
      /A popularidade só muda o número de pessoas que dividiriam um prêmio, nunca a chance de ganhar\.\n(.*\n)*.*Espalhamento pelas faixas de dezenas/,
    );
    const rules = (await run('rules', '--locale', 'pt-BR')).stdout;
    expect(rules).toContain('Números em cada faixa de dezenas (1-9, 10-19, …)');
    expect(rules).toContain('Jogo sem quina em concursos anteriores');
    expect(rules).toMatch(/\[--weighting\]\n(.*\n)*.*\[--min-score\]/);
  });

  it('validate reads the games sheet of an English workbook, and ignores its sheet for results', async () => {
    await run('generate', '-n', '100', '--locale', 'en', '-q');
    expect(await run('validate', 'jogos.xlsx')).toMatchObject({ code: 0, stdout: '100 games: 100 valid, 0 invalid\n' });
  });
});

describe('tiers, score terms and extras', () => {
  it('have Portuguese names in lotteries, scores and check', async () => {
    const { stdout } = await run('lotteries', '--locale', 'pt-BR');
    expect(stdout).toContain('prêmios: 7, 6, 5, 4, 3, time do coração\n');
    expect(stdout).toContain('prêmios: 7, 6, 5, 4, mês da sorte\n');
    expect(stdout).toContain('prêmios: 6, 5 + bônus, 5, 4, 3, 2\n');
    expect((await run('scores', '--locale', 'pt-BR')).stdout).toMatch(
      /\[precisa de concursos importados com ganhadores e arrecadação\]\n(.*\n)*.*\[precisa de concursos importados\]\n/,
    );
    await writeFile(join(folder, 'own.csv'), 'N1,N2,N3,N4,N5,N6,N7,Mês da Sorte\n1,2,3,4,5,6,7,8\n');
    const drawn = ['--drawn', '1-7', '--drawn-extras', '8'];
    expect((await run('check', 'own.csv', '--lottery', 'dia-de-sorte', ...drawn, '--locale', 'pt-BR')).stdout).toMatch(
      /^mês da sorte {2}1 +1$/m,
    );
    await writeFile(join(folder, 'own.csv'), 'N1;N2;N3;N4;N5;N6;N7;Mês da Sorte\n1;2;3;4;5;6;7;\n1;2;3;4;5;6;7;Março\n', 'latin1');
    const check = (...args: string[]) =>
      run('check', 'own.csv', '--lottery', 'dia-de-sorte', '--drawn', '1-7', '--drawn-extras', '3', ...args);
    const portuguese = await check('--locale', 'pt-BR');
    expect(portuguese.stdout).toMatch(/^7 +2 +2$/m);
    expect(portuguese.stdout).toMatch(/^mês da sorte {2}desconhecido: os jogos não dizem \(1 jogo sem o extra; dos outros, 1 ganham\)$/m);
    expect(portuguese.stderr).toContain('lido como windows-1252\n');
    expect((await check('--locale', 'en')).stdout).toMatch(
      /^month {2}unknown: the games do not say \(1 game without extras; of the others, 1 win\)$/m,
    );
  });

  it('draws import says what it read and what it left out, in both languages', async () => {
    const header = 'concurso;data;bola1;bola2;bola3;bola4;bola5;bola6;Cidade / UF';
    await writeFile(join(folder, 'draws.csv'), `Título\n${header}\n1;2020-01-01;1;2;3;4;5;6;\n2;2020-01-02;1;2;3;4;5;6;;7\n`, 'latin1');
    expect(await run('draws', 'import', 'draws.csv', '--locale', 'pt-BR')).toMatchObject({
      stdout: expect.stringMatching(
        /\nLido como CSV \(windows-1252\)\nConcursos no arquivo: 1 novos, 0 alterados, 0 sem alteração, 1 deixados de fora\nGanhadores e arrecadação de 0 concursos lidos\nColunas não usadas: Cidade \/ UF\n$/,
      ),
      stderr: expect.stringContaining('row 4: draw "2" has 7 numbers'),
    });
    expect((await run('draws', 'import', 'draws.csv', '--locale', 'en')).stdout).toContain(
      'Draws in the file: 0 new, 0 changed, 1 unchanged, 1 left out\n',
    );
    expect(JSON.parse((await run('draws', 'import', 'draws.csv', '--json')).stdout).summary).toMatchObject({
      format: 'CSV',
      unchangedDraws: 1,
    });
  });
});
