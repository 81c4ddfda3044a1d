import ExcelJS from 'exceljs';
import { strToU8, zipSync } from 'fflate';
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
    expect(await wrong(csv(HEADER, '1,1996-03-11,4,4,30,33,41,52'))).toEqual(['row 2, bola2: 4 is there twice']);
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
    [
      'a zip of something else',
      Buffer.from(zipSync({ 'a.txt': strToU8('x') })),
      'data: not a spreadsheet this import can read: no worksheet in it',
    ],
    [
      'broken XML',
      Buffer.from(zipSync({ 'xl/worksheets/sheet1.xml': strToU8('<worksheet><row>') })),
      'data: not a spreadsheet this import can read: its XML is damaged',
    ],
    [
      'a zip bomb',
      Buffer.from(zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(65 * 1024 * 1024) })),
      'data: not a spreadsheet this import can read: more than 64 MiB unpacked',
    ],
    [
      'entity tricks',
      Buffer.from(
        zipSync({
          'xl/worksheets/sheet1.xml': strToU8('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'),
        }),
      ),
      'data: not a spreadsheet this import can read: its XML is damaged',
    ],
  ])('%s', async (_title, file, message) => {
    expect(await wrong(file)).toEqual([message]);
  });

  it('is quoted without half of a character, wherever that is cut: a status could not be sent', async () => {
    for (const pad of ['', 'a']) {
      const [message] = await wrong(csv(`${pad}${'😀'.repeat(300)}"x;b`, '1;2'));
      expect(message).toContain('😀');
      expect(() => encodeURI(message)).not.toThrow();
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

  it('of another lottery are read with its numbers and refused as Mega-Sena', async () => {
    const lotofacil = { ...mega, id: 'lotofacil', name: 'Lotofácil', universeSize: 25, drawSize: 15 };
    const { draws, warnings } = await readDrawsFile(readShared('caixa/lotofacil.xlsx'), lotofacil);
    expect(draws).toHaveLength(3_019);
    expect(warnings).toEqual(['6 draws between 1 and 3025 are missing']);
    expect(await wrong(readShared('caixa/lotofacil.xlsx'))).toEqual(['data: has 15 bola columns; a draw of Mega-Sena has 6 numbers']);
  });
});
