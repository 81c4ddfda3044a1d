import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSheets, SheetError, type SheetLimits } from '../../services/shared/spreadsheet/read-sheets.js';
import { isZip } from '../../services/shared/spreadsheet/zip-reader.js';

const NAME = 'xl/worksheets/sheet1.xml';
const sheetOf = (...rows: string[]) => `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`;
const rowOf = (...values: (string | number)[]) => `<row>${values.map((value) => `<c><v>${value}</v></c>`).join('')}</row>`;
const zipOf = (parts: Record<string, string>) =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));

async function read(source: string | Uint8Array, limits: SheetLimits = { columns: 10 }): Promise<[string, string[][]][]> {
  const sheets: [string, string[][]][] = [];
  for await (const { name, rows } of readSheets(source, limits)) {
    const cells: string[][] = [];
    for await (const row of rows) cells.push(row.cells);
    sheets.push([name, cells]);
  }
  return sheets;
}

async function faultOf(source: string | Uint8Array, limits?: SheetLimits): Promise<string> {
  try {
    await read(source, limits);
  } catch (error) {
    if (error instanceof SheetError) return error.fault;
    throw error;
  }
  return 'none';
}

/** The zip file with another declared size of its only entry, in its local header and in the directory. */
function withDeclaredSize(zip: Buffer, size: number): Buffer {
  const changed = Buffer.from(zip);
  changed.writeUInt32LE(size, 22);
  changed.writeUInt32LE(size, changed.indexOf('PK\x01\x02', 0, 'latin1') + 24);
  return changed;
}

describe('reading the sheets of a workbook', () => {
  const parts = {
    'xl/worksheets/sheet10.xml': sheetOf(rowOf(10)),
    'xl/worksheets/sheet2.xml': sheetOf('<row><c t="s"><v>1</v></c></row>', rowOf(2)),
    'xl/sharedStrings.xml': '<sst><si><t>first</t></si><si><t>sec</t><t>ond</t></si></sst>',
    'xl/styles.xml': 'not XML',
  };

  it('gives the sheets in the order of their numbers, with shared strings, from memory and from a file', async () => {
    const expected = [
      ['sheet2', [['second'], ['2']]],
      ['sheet10', [['10']]],
    ];
    expect(await read(zipOf(parts))).toEqual(expected);
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    try {
      const file = join(folder, 'book.xlsx');
      await writeFile(file, zipOf(parts));
      expect(await read(file)).toEqual(expected);
      const open = async () => (await readdir('/proc/self/fd')).length;
      const before = await open();
      // A reader that stops in the middle of a sheet leaves no open file.
      for await (const { rows } of readSheets(file, { columns: 10 })) {
        await rows.next();
        await rows.return(undefined);
        break;
      }
      await expect.poll(open).toBe(before);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('gives nothing from a zip file without worksheets', async () => {
    expect(await read(zipOf({ 'a.txt': 'x' }))).toEqual([]);
  });

  it('recognizes a zip file by its first bytes', () => {
    expect(isZip(zipOf(parts))).toBe(true);
    for (const start of ['', 'PK', 'PK\x05\x06', 'jogo;N1']) expect(isZip(Buffer.from(start, 'latin1'))).toBe(false);
  });
});

describe('a hostile workbook', () => {
  const good = zipOf({ [NAME]: sheetOf(...Array.from({ length: 1_000 }, (_, i) => rowOf(i, i + 1))) });

  it('is refused when its data inflates to more or less than it declares', async () => {
    const size = good.readUInt32LE(good.indexOf('PK\x01\x02', 0, 'latin1') + 24);
    expect(await faultOf(withDeclaredSize(good, size))).toBe('none');
    for (const wrong of [10, size - 1, size + 1]) expect(await faultOf(withDeclaredSize(good, wrong))).toBe('DAMAGED_ZIP');
  });

  it('is refused when its sheets together declare more bytes than the limit, before any is inflated', async () => {
    const bytes = good.readUInt32LE(good.indexOf('PK\x01\x02', 0, 'latin1') + 24);
    expect(await faultOf(good, { columns: 10, bytes })).toBe('none');
    expect(await faultOf(good, { columns: 10, bytes: bytes - 1 })).toBe('TOO_LARGE');
    const broken = Buffer.from(good).fill(0, 60, 100);
    expect(await faultOf(broken, { columns: 10, bytes: bytes - 1 })).toBe('TOO_LARGE');
    expect(await faultOf(broken, { columns: 10, bytes })).toBe('DAMAGED_ZIP');
  });

  it('is refused for damaged XML, entities and too many columns', async () => {
    expect(await faultOf(zipOf({ [NAME]: '<worksheet><row>' }))).toBe('DAMAGED_XML');
    expect(await faultOf(zipOf({ [NAME]: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>' }))).toBe(
      'DAMAGED_XML',
    );
    expect(await faultOf(zipOf({ [NAME]: sheetOf(rowOf(1, 2)) }), { columns: 1 })).toBe('TOO_MANY_COLUMNS');
    expect(await faultOf(zipOf({ [NAME]: sheetOf('<row><c r="XFD1"><v>1</v></c></row>') }))).toBe('TOO_MANY_COLUMNS');
  });

  it('is refused when it is cut off anywhere, or names a path outside of it', async () => {
    for (let length = 0; length < good.length; length += 89) expect(await faultOf(good.subarray(0, length))).toBe('DAMAGED_ZIP');
    expect(await faultOf(zipOf({ '../../etc/passwd': 'x', [NAME]: sheetOf(rowOf(1)) }))).toBe('DAMAGED_ZIP');
  });
});
