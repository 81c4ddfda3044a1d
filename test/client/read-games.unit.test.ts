import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GamesSource, readGames } from '../../services/client/cli/run/read-games.js';
import { DezenasError } from '../../services/shared/errors.js';
import { rowOf, type SmallSheet, smallWorkbook } from '../support/data/small-workbook.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Games as texts: their numbers, and their extras after a plus sign. */
async function read(content: string | Buffer, lottery?: string, source?: GamesSource): Promise<string[]> {
  const file = join(folder, 'games');
  await writeFile(file, content);
  const games: string[] = [];
  for await (const list of readGames(file, lottery, source)) {
    for (const { numbers = [], extras = [] } of list)
      games.push([numbers.join(' '), ...(extras.length > 0 ? [extras.join(' ')] : [])].join(' + '));
  }
  return games;
}

async function wrong(content: string | Buffer, lottery?: string): Promise<string> {
  try {
    await read(content, lottery);
  } catch (error) {
    if (error instanceof DezenasError && error.code === 'INVALID_ARGUMENT') return error.message.slice(folder.length + '/games'.length);
    throw error;
  }
  throw new Error('the file was accepted');
}

const workbook = (...sheets: SmallSheet[]) => smallWorkbook({ sheets });

describe('a file of games', () => {
  it('has whole numbers in any form, so a game of seven numbers never becomes one of six', async () => {
    const lines = ['N1,N2,N3,N4,N5,N6,N7', '4,7,24,35,38,41,55.0', '05,"7,0",2.4E1,35,38,41,'];
    expect(await read(lines.join('\n'))).toEqual(['4 7 24 35 38 41 55', '5 7 24 35 38 41']);
    expect(await read(workbook({ name: 'a', rows: rowOf('N1', 'N2') + rowOf('5.0', 17) }))).toEqual(['5 17']);
  });

  it('is an error that names sheet, row and column when a cell cannot be read', async () => {
    const rows = rowOf('Meus jogos') + rowOf('N1', 'N2') + rowOf(5, 17);
    expect(await wrong(workbook({ name: 'Jogos', rows: `${rows}${rowOf(5, 'x')}` }))).toBe(
      ': sheet "Jogos", row 4, column N2: "x" is not a number',
    );
    expect(await wrong(workbook({ name: 'Jogos', rows: `${rows}<row><c><v>1</v></c><c><f>A1</f></c></row>` }))).toMatch(
      /^: sheet "Jogos", row 4, column N2: "=A1" is a formula without a stored value/,
    );
    expect(await wrong('N1;N2\n5;6\n\n5;5,5\n')).toBe(': row 4, column N2: "5,5" is not a number');
    expect(await wrong('N1;N2\n5;-6\n')).toBe(': row 2, column N2: "-6" is not a number');
    expect(await wrong('1;2,5;3\n4;5;6\n')).toMatch(/^: row 1, column 2: "2,5" is not a number/);
    expect(await wrong('Jogo;Aposta\n1;5\n')).toMatch(/^: row 1, column 1: "Jogo" is not a number, and no header above the numbers/);
    expect(await wrong('N1;N2\n5;6;7\n')).toBe(': row 2, column 3: the row has more numbers than the header');
  });

  it('has one delimiter: a comma in a cell shifts no column', async () => {
    const lines = ['Jogo;Cota;Bola1;Bola2;Bola3;Bola4;Bola5;Bola6', '1;12,50;04;05;10;21;26;42', '2;6,00;1;2;3;4;5;6;'];
    expect(await read(lines.join('\r\n'))).toEqual(['4 5 10 21 26 42', '1 2 3 4 5 6']);
  });

  it('may have no header, titles, whole games in a cell, and totals below', async () => {
    expect(await read('Bolão\n4 5 30\n6-7-8\n')).toEqual(['4 5 30', '6 7 8']);
    expect(await read('Jogo;Dezenas\n1;4 5 30\n2;06-07-08\nTotal;\n')).toEqual(['4 5 30', '6 7 8']);
    expect(await read(`${'título\n'.repeat(15)}1ª dezena;2ª dezena\n4;5\n`)).toEqual(['4 5']);
    expect(await read('N1;N2\n1;2\nN1;N2\n3;4\n')).toEqual(['1 2', '3 4']);
  });

  it('has its months as numbers or names; a name that is not known is an error', async () => {
    const numbers = 'N1;N2;N3;N4;N5;N6;N7;Mês da Sorte\n';
    for (const month of ['Março', 'MARCO', 'março', 'mar', '3', '3.0', '03', 'March'])
      expect(await read(`${numbers}1;2;3;4;5;6;7;${month}\n`, 'dia-de-sorte')).toEqual(['1 2 3 4 5 6 7 + 3']);
    expect(await read(Buffer.from(`${numbers}1;2;3;4;5;6;7;Março\n`, 'latin1'), 'dia-de-sorte')).toEqual(['1 2 3 4 5 6 7 + 3']);
    expect(await read(`${numbers}1;2;3;4;5;6;7;\n`, 'dia-de-sorte')).toEqual(['1 2 3 4 5 6 7']);
    expect(await wrong(`${numbers}1;2;3;4;5;6;7;Marte\n`, 'dia-de-sorte')).toMatch(
      /row 2, column Mês da Sorte: "Marte" is not a number from 1 to 12/,
    );
    expect(await wrong('N1;Time do Coração\n1;FLAMENGO/RJ\n', 'timemania')).toMatch(
      /column Time do Coração: "FLAMENGO\/RJ".*number of the club/,
    );
    // A column of that name is no extra of a lottery without extras.
    expect(await read('N1;Time\n1;Grupo A\n', 'mega-sena')).toEqual(['1']);
  });

  it('has the numbers that the ticket shows', async () => {
    expect(await read('N1;N2\n00;1\n', 'lotomania')).toEqual(['100 1']);
    expect(await read('Coluna 1;Coluna 2;Coluna 3\n3;0;1 9\n', 'super-sete')).toEqual(['3 20 21 29']);
  });

  it('is read from the sheets with the header of the first visible sheet of games; others are named', async () => {
    const games = (first: number, header = 'N1') => rowOf(header, 'N2') + rowOf(first, 60);
    const source: GamesSource = { skippedSheets: [] };
    const file = workbook(
      { name: 'old', rows: games(1), state: 'hidden' },
      { name: 'Conferência', rows: rowOf('1ª dezena', '2ª dezena') + rowOf(9, 9) },
      { name: 'a', rows: games(2) },
      { name: 'b', rows: games(3) },
      { name: 'other', rows: games(4, 'D1') },
    );
    expect(await read(file, undefined, source)).toEqual(['2 60', '3 60', '1 60']);
    expect(source.skippedSheets).toEqual(['other']);
  });

  it('says its character set, and what is no file of games', async () => {
    const source: GamesSource = { skippedSheets: [] };
    expect(await read(Buffer.from('\ufeffN1\tN2\r\n1\t2\r\n', 'utf16le'), undefined, source)).toEqual(['1 2']);
    expect(source.encoding).toBe('UTF-16LE');
    expect(await wrong('N1;N2\n')).toMatch(/^ has no games/);
    for (const text of ['', 'nothing', 'nothing;here\n']) expect(await wrong(text)).toMatch(/^ has no games/);
    expect(await wrong(workbook({ name: 'a', rows: rowOf(1, 2) }))).toMatch(/^ has no games/);
    expect(await wrong(Buffer.from('PK\x03\x04'))).toMatch(/^ is a damaged spreadsheet/);
    await expect(readGames(join(folder, 'none')).next()).rejects.toMatchObject({ message: expect.stringContaining('does not exist') });
  });
});
