import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTables } from '../../services/shared/tables/read-tables.js';
import { type Row, TableError } from '../../services/shared/tables/table.js';

const isHeader = (cells: Row['cells']) => cells.includes('N1');

async function read(source: string | Uint8Array, cells = 20): Promise<{ encoding: string | undefined; rows: [number, Row['cells']][] }> {
  for await (const { encoding, rows } of readTables(source, { cells }, isHeader)) {
    const read: [number, Row['cells']][] = [];
    for await (const piece of rows) for (const { number, cells: row } of piece) read.push([number, row]);
    return { encoding, rows: read };
  }
  throw new Error('there is no table');
}

const rowsOf = async (text: string) => (await read(Buffer.from(text))).rows.map(([, cells]) => cells);

describe('a text file', () => {
  it('has one delimiter, which its header decides, so that commas in numbers and tabs in cells split nothing', async () => {
    expect(await rowsOf('Cota;N1;N2\n12,50;04;5\n6,00;7;8\n')).toEqual([
      ['Cota', 'N1', 'N2'],
      ['12,50', '04', '5'],
      ['6,00', '7', '8'],
    ]);
    expect(await rowsOf('Nome,N1\na\tb;c,4\n')).toEqual([
      ['Nome', 'N1'],
      ['a\tb;c', '4'],
    ]);
    expect(await rowsOf('Nome|N1\na,b|4\n')).toEqual([
      ['Nome', 'N1'],
      ['a,b', '4'],
    ]);
  });

  it('may have titles above its header, empty lines, and quoted cells with line ends; rows keep their numbers', async () => {
    expect((await read(Buffer.from('Resultados, até hoje\r\n\r\n"x"";y";N1\r\n"a\nb";"5"\r\n;\r\n'))).rows).toEqual([
      [1, ['Resultados, até hoje']],
      [3, ['x";y', 'N1']],
      [4, ['a\nb', '5']],
    ]);
  });

  it('without a header has the delimiter that gives its rows one width', async () => {
    expect(await rowsOf('1;2,5;3\n4;5;6\n')).toEqual([
      ['1', '2,5', '3'],
      ['4', '5', '6'],
    ]);
    expect(await rowsOf('1,2\n3,4\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(await rowsOf('4 5 30\n6 7 8')).toEqual([['4 5 30'], ['6 7 8']]);
  });

  it('may name its delimiter as Excel understands it', async () => {
    expect((await read(Buffer.from('sep=#\nN1#N2,N3\n1#2'))).rows).toEqual([
      [2, ['N1', 'N2,N3']],
      [3, ['1', '2']],
    ]);
  });

  it('is read in its own character set, from memory and from a file', async () => {
    const text = 'Mês;N1\r\nMarço;5\r\nAção €;6\r\n';
    const windows1252 = Buffer.from(text.replace('€', '\x80'), 'latin1');
    const little = Buffer.from(text, 'utf16le');
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    try {
      for (const [encoding, bytes] of [
        ['UTF-8', Buffer.from(text)],
        ['UTF-8', Buffer.from(`\ufeff${text}`)],
        ['windows-1252', windows1252],
        ['UTF-16LE', Buffer.from(`\ufeff${text}`, 'utf16le')],
        ['UTF-16BE', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
        ['UTF-16LE', little],
        ['UTF-16BE', Buffer.from(little).swap16()],
      ] as const) {
        const file = join(folder, 'table.csv');
        await writeFile(file, bytes);
        for (const source of [bytes, file]) {
          const { encoding: found, rows } = await read(source);
          expect(found).toBe(encoding);
          expect(rows.map(([, cells]) => cells[0])).toEqual(['Mês', 'Março', expect.stringMatching(/^Ação /)]);
        }
      }
      // The first byte that is not UTF-8 may be the last of a long file.
      const late = Buffer.concat([Buffer.from('N1\n'), Buffer.alloc(200_000, '5\n'), Buffer.from('\xe7', 'latin1')]);
      await writeFile(join(folder, 'late.csv'), late);
      expect((await read(join(folder, 'late.csv'))).encoding).toBe('windows-1252');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is refused when it is binary, a quote is not closed, or a row has too many cells', async () => {
    const faultOf = async (bytes: Buffer) => {
      try {
        await read(bytes, 3);
      } catch (error) {
        if (error instanceof TableError) return error.fault;
        throw error;
      }
      return 'none';
    };
    expect(await faultOf(Buffer.from([1, 2, 0, 3]))).toBe('BINARY');
    expect(await faultOf(Buffer.from('N1\n"5\n6'))).toBe('DAMAGED_CSV');
    expect(await faultOf(Buffer.concat([Buffer.from('N1\n"'), Buffer.alloc(2 * 1024 * 1024, '5\n')]))).toBe('DAMAGED_CSV');
    expect(await faultOf(Buffer.from('N1;N2;N3;;;;;\n1;2;3;;;;;'))).toBe('none');
    expect(await faultOf(Buffer.from('N1;N2;N3;N4\n'))).toBe('TOO_MANY_CELLS');
  });
});
