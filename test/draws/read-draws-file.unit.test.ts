import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { Core } from '../../services/core/core.js';
import { loadCoreModule } from '../../services/core/core-module.js';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { createHistory, MAX_DRAWS } from '../../services/orchestrator/draws/history/history.js';
import { readDrawsFile } from '../../services/orchestrator/draws/reading/read-draws-file.js';
import { DezenasError } from '../../services/shared/errors.js';
import { numbersTo } from '../support/data/random.js';
import { hasSharedData, NO_SHARED_DATA, readShared } from '../support/data/shared-data.js';
import { partsOf, rowOf, smallWorkbook, zipOf } from '../support/data/small-workbook.js';

const mega = findLottery('mega-sena') as Lottery;
const HEADER = 'concurso,data,bola1,bola2,bola3,bola4,bola5,bola6';

const csv = (...lines: string[]) => Buffer.from(lines.join('\n'));
const read = (file: Buffer) => readDrawsFile(file, mega);

async function wrong(file: Buffer, lottery = mega): Promise<string[]> {
  try {
    await readDrawsFile(file, lottery);
  } catch (error) {
    if (error instanceof DezenasError && error.code === 'INVALID_ARGUMENT') {
      return error.violations.map(({ field, description }) => `${field}: ${description}`);
    }
    throw error;
  }
  throw new Error('the file was accepted');
}

async function workbook(rows: (string | number | Date)[][]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('capa').addRow(['nothing here']);
  book.addWorksheet('MEGA SENA').addRows(rows);
  return Buffer.from(await book.xlsx.writeBuffer());
}

describe('CSV', () => {
  it('is read in any row order, with any separator, line end and date form', async () => {
    const plain = await read(csv(HEADER, '1,1996-03-11,4,5,30,33,41,52', '2,1996-03-18,9,37,39,41,43,49'));
    expect(plain).toEqual({
      ...{ format: 'CSV', encoding: 'UTF-8', leftOut: 0, unusedColumns: [], winnings: undefined },
      draws: [
        { number: 1, date: '1996-03-11', numbers: [4, 5, 30, 33, 41, 52] },
        { number: 2, date: '1996-03-18', numbers: [9, 37, 39, 41, 43, 49] },
      ],
      warnings: [],
    });
    const other = Buffer.from(
      '\ufeffConcurso;Data do Sorteio;Bola 1;BOLA2;Bola3;Bola4;Bola5;Bola6\r\n2;18/03/1996;49;37;39;41;43;09\r\n1;11/03/1996;41;05;04;52;30;33\r\n\r\n',
    );
    expect(await read(other)).toEqual(plain);
    expect(
      await read(
        Buffer.from(csv(HEADER, '1,1996-03-11,4,5,30,33,41,52', '2,1996-03-18,9,37,39,41,43,49').toString().replaceAll(',', '\t')),
      ),
    ).toEqual(plain);
  });

  it('has revenue and winners in the ways they are written', async () => {
    const header = `${HEADER},Arrecadação Total,Ganhadores 6 acertos,ganhadores_4,especial`;
    const winningsOf = async (cells: string) =>
      (await read(csv(header.replaceAll(',', ';'), `1;1996-03-11;4;5;30;33;41;52;${cells}`))).draws[0].winnings;
    const won = { revenueCentavos: 6_435, special: false, winners: { 6: 0, 4: 12_016 } };
    // 64.35 × 100 is a little less than 6,435 to a computer.
    for (const revenue of ['R$64,35', 'R$ 64,35', '64,35', '64.35']) expect(await winningsOf(`${revenue};0;12016;0`)).toEqual(won);
    for (const winners of ['12.016', '12016.0']) expect(await winningsOf(`64.35;0;${winners};0`)).toEqual(won);
    expect(await winningsOf('R$1.234.567,89;0;12016;1')).toEqual({ ...won, revenueCentavos: 123_456_789, special: true });
    expect(await winningsOf('R$64,35;0;;0')).toEqual({ ...won, winners: { 6: 0 } });
    expect(await winningsOf('0,00;0;12016;0')).toBeUndefined();
  });

  it('of Lotomania calls 100 what the ticket calls 00', async () => {
    const lotomania = findLottery('lotomania') as Lottery;
    const header = `concurso,data,${numbersTo(20).map((n) => `bola${n}`)}`;
    const row = (first: string) => csv(header, `1,1999-10-02,${first},${numbersTo(19).map((n) => n + 60)}`);
    expect((await readDrawsFile(row('00'), lotomania)).draws[0].numbers.at(-1)).toBe(100);
    expect((await readDrawsFile(row('1'), lotomania)).draws[0].numbers.at(0)).toBe(1);
    expect(await wrong(row('100'), lotomania)).toEqual(['row 2, bola1: "100" is not in 0..99']);
  });

  it('with gaps is imported with a warning', async () => {
    expect((await read(csv(HEADER, '3,1996-03-25,1,2,3,4,5,6', '7,1996-04-22,1,2,3,4,5,6'))).warnings).toEqual([
      'the first draw is 3, not 1',
      '3 draws between 3 and 7 are missing',
    ]);
  });
});

describe('a wrong file', () => {
  it('is refused with every wrong cell', async () => {
    expect(
      await wrong(
        csv(HEADER, '1,1996-03-11,4,5,30,33,41,61', 'x,1996-02-30,0,0,30,,41,52', '1,01/01/1997,1,2,3,4,5,6', '1,02/01/1997,1,2,3,4,5,6'),
      ),
    ).toEqual([
      'row 2, bola6: "61" is not in 1..60',
      'row 3, concurso: "x" is not a draw number',
      'row 3, data: "1996-02-30" is not a date (DD/MM/YYYY or YYYY-MM-DD)',
      'row 3, bola1: "0" is not in 1..60',
      'row 3, bola2: "0" is not in 1..60',
      'row 3, bola4: "" is not in 1..60',
      'row 5, concurso: draw 1 is in row 4 already',
    ]);
    expect(await wrong(csv(HEADER, '1,1996-03-11,4,4,30,33,41,52'))).toEqual(['row 2, bola2: 4 is a duplicate']);
  });

  it('has days on which no draw can be', async () => {
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const bounds = `must be 1950-01-01 to ${day(1)} (tomorrow)`;
    for (const date of ['1949-12-31', '9999-01-01', day(2)]) {
      expect(await wrong(csv(HEADER, `1,${date},4,5,30,33,41,52`))).toEqual([`row 2, data: ${bounds}, not ${date}`]);
    }
    expect(await wrong(csv(HEADER, '1,99999,4,5,30,33,41,52'))).toEqual([`row 2, data: ${bounds}, not 2173-10-13`]);
    for (const date of ['1950-01-01', day(1)])
      expect((await read(csv(HEADER, `1,${date},4,5,30,33,41,52`))).draws).toMatchObject([{ date }]);
  });

  it('is refused with a bounded list when everything is wrong', async () => {
    const list = await wrong(csv(HEADER, ...Array.from({ length: 500 }, (_, i) => `${i + 1},1996-03-11,99,5,30,33,41,52`)));
    expect(list).toHaveLength(31);
    expect(list.at(-1)).toBe('more: 470 further wrong cells');
  });

  it.each([
    ['empty', Buffer.alloc(0), 'data: the file is empty'],
    ['a header only', csv(HEADER), 'data: has no draws below its header'],
    ['another table', csv('a,b', '1,2'), 'data: no table with the columns concurso, data and bola1, bola2, …'],
    ['binary', Buffer.from([1, 2, 0, 3]), 'data: neither a spreadsheet (.xlsx) nor CSV: binary data'],
    [
      'another lottery',
      csv('concurso,data,bola1,bola2,bola3,bola4,bola5', '1,1994-03-13,25,45,60,76,79'),
      'data: has 5 bola columns; a draw of Mega-Sena has 6 numbers',
    ],
    ['a zip of something else', zipOf({ 'a.txt': 'x' }), 'data: not a spreadsheet this import can read: no worksheet in it'],
    [
      'broken XML',
      zipOf({ ...partsOf({ sheets: [{ name: 'a', rows: '' }] }), 'xl/worksheets/sheet1.xml': '<worksheet><row>' }),
      'data: not a spreadsheet this import can read: its XML is damaged',
    ],
    [
      'a zip bomb',
      zipOf({ ...partsOf({ sheets: [{ name: 'a', rows: '' }] }), 'xl/worksheets/sheet1.xml': new Uint8Array(65 * 1024 * 1024) }),
      'data: not a spreadsheet this import can read: more than 64 MiB unpacked',
    ],
    [
      'entity tricks',
      zipOf({
        ...partsOf({ sheets: [{ name: 'a', rows: '' }] }),
        'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>',
      }),
      'data: not a spreadsheet this import can read: its XML is damaged',
    ],
  ])('%s', async (_title, file, message) => {
    expect(await wrong(file)).toEqual([message]);
  });

  it('is quoted without half of a character, wherever that is cut: a status could not be sent', async () => {
    for (const pad of ['', 'a']) {
      const [cell] = await wrong(csv(HEADER, `${pad}${'😀'.repeat(20)},1996-03-11,4,5,30,33,41,52`));
      expect(cell).toMatch(/😀…" is not a draw number$/);
    }
  });

  it('has more results than the core takes draws', async () => {
    expect(MAX_DRAWS).toBe(new Core(loadCoreModule()).limits.draws);
    const ofMegaSena = (results: number) => csv(HEADER, ...Array.from({ length: results }, (_, i) => `${i + 1},2000-01-01,1,2,3,4,5,6`));
    expect((await read(ofMegaSena(16_384))).draws).toHaveLength(16_384);
    expect(await wrong(ofMegaSena(16_385))).toEqual(['data: has 16385 results of Mega-Sena, more than 16384']);
    const header = `${HEADER},${numbersTo(6).map((n) => `s2_bola${n}`)}`;
    const twice = csv(header, ...Array.from({ length: 8_193 }, (_, i) => `${i + 1},2000-01-01,1,2,3,4,5,6,1,2,3,4,5,6`));
    expect(await wrong(twice, findLottery('dupla-sena'))).toEqual(['data: has 8193 results of Dupla Sena, more than 8192']);
  });

  it('cut off anywhere never imports', async () => {
    const whole = await workbook([HEADER.split(','), [1, '11/03/1996', 4, 5, 30, 33, 41, 52]]);
    for (let length = 1; length < whole.length; length += 97) expect(await wrong(whole.subarray(0, length))).toHaveLength(1);
  });
});

describe('a spreadsheet', () => {
  it('is read from whichever sheet has the columns, with text and true dates', async () => {
    const file = await workbook([
      ['Loterias CAIXA'],
      HEADER.split(','),
      [2, new Date(Date.UTC(1996, 2, 18)), 9, 37, 39, 41, 43, 49],
      [1, '11/03/1996', '04', '05', 30, 33, 41, 52],
    ]);
    expect((await read(file)).draws).toEqual([
      { number: 1, date: '1996-03-11', numbers: [4, 5, 30, 33, 41, 52] },
      { number: 2, date: '1996-03-18', numbers: [9, 37, 39, 41, 43, 49] },
    ]);
  });
});

describe('the columns of official files', () => {
  const lotteryOf = (id: string) => findLottery(id) as Lottery;
  const sheet = (...rows: (string | number)[][]) =>
    smallWorkbook({ sheets: [{ name: 'RESULTADOS', rows: rows.map((row) => rowOf(...row)).join('') }] });

  it('of Super Sete are Coluna 1 to Coluna 7, whose new draws are no file of winners', async () => {
    const header = [
      'Concurso',
      'Data Sorteio',
      ...numbersTo(7).map((n) => `Coluna ${n}`),
      'Ganhadores 7 acertos',
      'Cidade / UF',
      'Arrecadação Total',
    ];
    const file = sheet(header, [1, '02/10/2020', 2, 9, 9, 0, 7, 7, 6, 0, '', 'R$ 1.234,50']);
    const { draws, unusedColumns } = await readDrawsFile(file, lotteryOf('super-sete'));
    expect(draws).toEqual([
      {
        ...{ number: 1, date: '2020-10-02', numbers: [2, 19, 29, 40, 47, 57, 66] },
        winnings: { revenueCentavos: 123_450, special: false, winners: { 7: 0 } },
      },
    ]);
    expect(unusedColumns).toEqual(['Cidade / UF']);
  });

  it('of draws with unknown names are no file of winners: its draws would be dropped', async () => {
    const header = 'concurso;data;xyz1;xyz2;ganhadores_6;arrecadacao';
    expect(await wrong(csv(header, '1;1996-03-11;4;5;0;100,00'))).toEqual([
      'data: no table with the columns concurso, data and bola1, bola2, …',
    ]);
    const { winnings } = await read(csv('concurso;data;ganhadores_6;rateio_6;arrecadacao', '1;1996-03-11;0;5,50;100,00'));
    expect(winnings).toEqual(new Map([[1, { revenueCentavos: 10_000, special: false, winners: { 6: 0 } }]]));
  });

  it('of Dupla Sena have the winners of both draws, however their names are spaced', async () => {
    const header = [
      ...['Concurso', 'Data Sorteio', ...numbersTo(6).map((n) => `Bola${n} ${n === 4 ? 'S' : 's'}orteio 1`)],
      ...['Ganhadores 6 acertos  Sorteio 1', 'Ganhadores 5   acertos Sorteio1', ...numbersTo(6).map((n) => `Bola${n} sorteio 2`)],
      ...['Ganhadores 6 acertos Sorteio2', 'Ganhadores 5 acertos Sorteio2', 'Arrecadacao Total'],
    ];
    const file = sheet(header, [1, '02/01/2016', 1, 2, 3, 4, 5, 6, 0, 12, 7, 8, 9, 10, 11, 12, 1, '1.015', 'R$ 10,00']);
    expect((await readDrawsFile(file, lotteryOf('dupla-sena'))).draws).toEqual([
      {
        ...{ number: 1, date: '2016-01-02', numbers: [1, 2, 3, 4, 5, 6], second: [7, 8, 9, 10, 11, 12] },
        winnings: { revenueCentavos: 1_000, special: false, winners: { 5: 12, 6: 0 }, secondWinners: { 5: 1_015, 6: 1 } },
      },
    ]);
  });

  it('of older files have the names of tiers and ordinals', async () => {
    const header = [
      'Concurso',
      'Data Sorteio',
      ...numbersTo(6).map((n) => `${n}ª Dezena`),
      'Arrecadacao_Total',
      'Ganhadores_Sena',
      'Ganhadores_Quina',
    ];
    const { draws } = await read(sheet(header, [1, '11/03/1996', 4, 5, 30, 33, 41, 52, '100,00', 0, 17]));
    expect(draws[0]).toMatchObject({ numbers: [4, 5, 30, 33, 41, 52], winnings: { revenueCentavos: 10_000, winners: { 5: 17, 6: 0 } } });
  });

  it('say what is not used, and are named when a cell cannot be read', async () => {
    const header = [...HEADER.split(','), 'Cidade / UF', 'Arrecadação Total', 'Ganhadores 6 acertos', 'especial'];
    const row = (...cells: (string | number)[]) => [1, '11/03/1996', 4, 5, 30, 33, 41, 52, 'SÃO PAULO/SP', ...cells];
    expect((await read(sheet(header, row('5.0901112E7', 0, 'Sim')))).draws[0].winnings).toEqual({
      ...{ revenueCentavos: 5_090_111_200, special: true, winners: { 6: 0 } },
    });
    expect((await read(sheet(header, row('-', '', 0)))).draws[0].winnings).toBeUndefined();
    expect(await wrong(sheet(['Resultados'], header, row('R$ x', 'muitos', 'talvez')))).toEqual([
      'sheet "RESULTADOS", row 3, Arrecadação Total: "R$ x" is not an amount of money',
      'sheet "RESULTADOS", row 3, especial: "talvez" is neither 1 nor 0',
      'sheet "RESULTADOS", row 3, Ganhadores 6 acertos: "muitos" is not a number of winners',
    ]);
    const formula = smallWorkbook({ sheets: [{ name: 'a', rows: `${rowOf(...HEADER.split(','))}<row><c><f>ROW()</f></c></row>` }] });
    expect((await wrong(formula))[0]).toMatch(/^sheet "a", row 2, concurso: "=ROW\(\)" is a formula without a stored value/);
  });
});

describe('a row with more numbers than its header', () => {
  const good = '1,1996-03-11,4,5,30,33,41,52';

  it('is left out with a warning that names the draw', async () => {
    const { draws, warnings, leftOut } = await read(
      csv(HEADER, good, '2,1996-03-18,9,37,39,41,43,49,50', '3,1996-03-25,1,2,3,4,5,6,,a note'),
    );
    expect(draws.map(({ number }) => number)).toEqual([1, 3]);
    expect(warnings).toEqual([
      '1 draws between 1 and 3 are missing',
      'row 3: draw "2" has 7 numbers, the header has 6; the draw is left out',
    ]);
    expect(leftOut).toBe(1);
  });

  it('makes the file wrong when all its rows are so: a comma in a cell shifts them all', async () => {
    expect((await wrong(csv(`${HEADER},cota`, `${good},12,50`)))[0]).toBe('data: has no draws below its header');
  });
});

describe('a text file of draws', () => {
  it('may have titles above its header and be in another character set, which is said', async () => {
    const text =
      'Loterias CAIXA, resultados\nConcurso;Data;Bola1;Bola2;Bola3;Bola4;Bola5;Bola6;Arrecadação Total;Ganhadores 6 acertos\n1;11/03/1996;4;5;30;33;41;52;100,00;0\n';
    for (const [encoding, file] of [
      ['windows-1252', Buffer.from(text, 'latin1')],
      ['UTF-16LE', Buffer.from(`\ufeff${text}`.replaceAll(';', '\t'), 'utf16le')],
    ] as const) {
      const found = await read(file);
      expect(found).toMatchObject({ encoding, draws: [{ number: 1, winnings: { revenueCentavos: 10_000 } }] });
    }
  });

  it('has the winners of its header only with a column of revenue', async () => {
    expect((await read(csv(`${HEADER},ganhadores_6`, '1,1996-03-11,4,5,30,33,41,52,0'))).warnings).toEqual([
      'the winners are not used: the file has no column of revenue (arrecadacao)',
    ]);
  });
});

describe('dates of the date system of 1904', () => {
  it('are the same days', async () => {
    const rows = (day: number) => `${rowOf(...HEADER.split(','))}${rowOf(1, day, 4, 5, 30, 33, 41, 52)}`;
    const dateOf = async (day: number, properties: string) =>
      (await read(smallWorkbook({ sheets: [{ name: 'a', rows: rows(day) }], properties }))).draws[0].date;
    expect(await dateOf(43_103, '')).toBe('2018-01-03');
    expect(await dateOf(41_641, 'date1904="1"')).toBe('2018-01-03');
  });
});

describe('answers of the results API', () => {
  const tier = (faixa: number, hits: number, winners: number) => ({
    ...{ faixa, descricaoFaixa: `${hits} acertos`, numeroDeGanhadores: winners, valorPremio: 1.5 },
  });

  it('of two draws have the winners of the first, whose tiers come first, in whatever order they are listed', async () => {
    const answer = {
      ...{ numero: 2_998, dataApuracao: '19/08/2026', tipoJogo: 'DUPLA_SENA', valorArrecadado: 1_234_567.5, indicadorConcursoEspecial: 1 },
      listaDezenas: ['04', '05', '30', '33', '41', '50'],
      listaDezenasSegundoSorteio: ['01', '02', '03', '10', '20', '49'],
      listaRateioPremio: [
        tier(8, 3, 80),
        tier(7, 4, 70),
        tier(6, 5, 60),
        tier(5, 6, 50),
        tier(4, 3, 40),
        tier(3, 4, 30),
        tier(2, 5, 20),
        tier(1, 6, 0),
      ],
    };
    const read = async (change: object) =>
      (await readDrawsFile(Buffer.from(JSON.stringify({ ...answer, ...change })), findLottery('dupla-sena') as Lottery)).draws;
    expect(await read({})).toEqual([
      {
        ...{ number: 2_998, date: '2026-08-19', numbers: [4, 5, 30, 33, 41, 50], second: [1, 2, 3, 10, 20, 49] },
        winnings: { revenueCentavos: 123_456_750, special: false, winners: { 3: 40, 4: 30, 5: 20, 6: 0 } },
      },
    ]);
    expect((await read({ indicadorConcursoEspecial: 2 }))[0].winnings?.special).toBe(true);
    expect((await read({ valorArrecadado: 0 }))[0].winnings).toBeUndefined();
  });

  it('of columns are read in the order they were drawn in: it says of which column a digit is', async () => {
    const drawn = ['3', '0', '9', '1', '1', '0', '7'];
    const answer = {
      ...{ numero: 1, dataApuracao: '02/10/2020', tipoJogo: 'SUPER_SETE' },
      ...{ listaDezenas: drawn.toSorted(), dezenasSorteadasOrdemSorteio: drawn },
    };
    const { draws } = await readDrawsFile(Buffer.from(JSON.stringify([answer])), findLottery('super-sete') as Lottery);
    // Digit 0 is the tenth number of its column.
    expect(draws[0].numbers).toEqual([3, 20, 29, 31, 41, 60, 67]);
  });
});

describe('the version of a history', () => {
  it('is another one for every difference in what was drawn, and for none in what was won', () => {
    const draw = { number: 1, date: '2020-01-01', numbers: [1, 2, 3, 4, 5, 6], second: [7, 8, 9, 10, 11, 12], extras: [1, 2] };
    const versionOf = (change: object, lottery = 'dupla-sena') => createHistory(lottery, [{ ...draw, ...change }]).version;
    const versions = [
      versionOf({}),
      versionOf({}, 'mega-sena'),
      ...[{ number: 2 }, { date: '2020-01-02' }, { numbers: [1, 2, 3, 4, 5, 7] }].map((change) => versionOf(change)),
      ...[{ second: [7, 8, 9, 10, 11, 13] }, { second: undefined }, { extras: [1, 3] }, { extras: undefined }].map((change) =>
        versionOf(change),
      ),
    ];
    expect(new Set(versions).size).toBe(9);
    expect(versionOf({ winnings: { revenueCentavos: 1, special: false, winners: {} } })).toBe(versions[0]);
  });
});

describe.skipIf(!hasSharedData)(`the official files${NO_SHARED_DATA}`, () => {
  it('give all draws of the CSV', async () => {
    const { draws, warnings } = await read(readShared('draws/megasena.csv'));
    expect(draws).toHaveLength(3_047);
    expect(warnings).toEqual([]);
    const numbersOf = (number: number) => draws[number - 1]?.numbers;
    expect(draws[0]).toEqual({ number: 1, date: '1996-03-11', numbers: [4, 5, 30, 33, 41, 52] });
    expect(numbersOf(2550)).toEqual([4, 5, 10, 34, 58, 59]);
    expect(numbersOf(2670)).toEqual([21, 24, 33, 41, 48, 56]);
    expect(draws[2809]).toEqual({ number: 2810, date: '2024-12-31', numbers: [1, 17, 19, 29, 50, 57] });
    expect(numbersOf(2955)).toEqual([9, 13, 21, 32, 33, 59]);
  });

  it('agree: the spreadsheet holds the first draws of the CSV and makes the same history of them', async () => {
    const sheet = (await read(readShared('caixa/mega-sena.xlsx'))).draws.map(({ winnings: _, ...draw }) => draw);
    const text = (await read(readShared('draws/megasena.csv'))).draws.slice(0, sheet.length);
    expect(sheet.length).toBeGreaterThan(2_600);
    expect(sheet).toEqual(text.map(({ winnings: _, ...draw }) => draw));
    expect(createHistory(mega.id, sheet).version).toBe(createHistory(mega.id, text.toReversed()).version);
  });

  it.each(['dia-de-sorte', 'dupla-sena', 'lotofacil', 'lotomania', 'mais-milionaria', 'quina', 'super-sete', 'timemania'])(
    'of %s are all read, but a row with too many numbers',
    async (id) => {
      const text = readShared(`draws/${id.replace('mais-', 'mais').replaceAll('-', '')}.csv`);
      const { draws, warnings, leftOut } = await readDrawsFile(text, findLottery(id) as Lottery);
      // The official file gives draw 1307 of Timemania eight numbers.
      expect(leftOut).toBe(id === 'timemania' ? 1 : 0);
      expect(draws).toHaveLength(text.toString().trimEnd().split('\n').length - 1 - leftOut);
      expect(warnings).toEqual(id === 'timemania' ? [expect.stringMatching(/missing/), expect.stringMatching(/"1307" has 8 numbers/)] : []);
    },
  );

  it('of another lottery are read with its numbers and refused as Mega-Sena', async () => {
    const lotofacil = { ...mega, id: 'lotofacil', name: 'Lotofácil', universeSize: 25, drawSize: 15 };
    const { draws, warnings } = await readDrawsFile(readShared('caixa/lotofacil.xlsx'), lotofacil);
    expect(draws).toHaveLength(3_019);
    expect(warnings).toEqual(['6 draws between 1 and 3025 are missing']);
    expect(await wrong(readShared('caixa/lotofacil.xlsx'))).toEqual([
      'data: sheet "LOTOFÁCIL": has 15 bola columns; a draw of Mega-Sena has 6 numbers',
    ]);
  });
});
