import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTables } from '../../services/shared/tables/read-tables.js';
import { readWorkbook } from '../../services/shared/tables/read-workbook.js';
import { type Row, TableError, type TableLimits } from '../../services/shared/tables/table.js';
import { isZip } from '../../services/shared/tables/zip-reader.js';
import { partsOf, rowOf, type SmallWorkbook, smallWorkbook, zipOf } from '../support/data/small-workbook.js';

async function read(source: string | Uint8Array, limits: TableLimits = { cells: 10 }): Promise<[string | undefined, Row['cells'][]][]> {
  const sheets: [string | undefined, Row['cells'][]][] = [];
  for await (const { sheet, rows } of readWorkbook(source, limits)) {
    const cells: Row['cells'][] = [];
    for await (const piece of rows) cells.push(...piece.map((row) => row.cells));
    sheets.push([sheet, cells]);
  }
  return sheets;
}

/** The rows of a workbook of one sheet. */
const rowsOf = async (rows: string, more: Partial<SmallWorkbook> = {}) =>
  (await read(smallWorkbook({ sheets: [{ name: 'a', rows }], ...more })))[0][1];

async function faultOf(source: string | Uint8Array, limits?: TableLimits): Promise<string> {
  try {
    await read(source, limits);
  } catch (error) {
    if (error instanceof TableError) return error.fault;
    throw error;
  }
  return 'none';
}

/** The zip file with another declared size of one entry, in its local header and in the directory. */
function withDeclaredSize(zip: Buffer, name: string, size: number): Buffer {
  const changed = Buffer.from(zip);
  changed.writeUInt32LE(size, changed.indexOf(name, 0, 'latin1') - 30 + 22);
  changed.writeUInt32LE(size, changed.lastIndexOf(name, undefined, 'latin1') - 46 + 24);
  return changed;
}

describe('the sheets of a workbook', () => {
  const book: SmallWorkbook = {
    sheets: [
      { name: 'secret', rows: rowOf('s'), state: 'veryHidden' },
      { name: 'first', rows: '<row><c t="s"><v>1</v></c></row>' },
      { name: 'hidden', rows: rowOf('h'), state: 'hidden' },
      { name: 'second &amp; last', rows: rowOf(2) },
    ],
    sharedStrings: '<si><t>one</t></si><si><r><t>tw</t></r><r><t>o</t></r><rPh sb="0" eb="1"><t>phonetic</t></rPh></si>',
  };
  const expected = [
    ['first', [['two']]],
    ['second & last', [['2']]],
    ['secret', [['s']]],
    ['hidden', [['h']]],
  ];

  it('come in the order of the workbook, hidden ones last, from memory and from a file', async () => {
    expect(await read(smallWorkbook(book))).toEqual(expected);
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    try {
      const file = join(folder, 'book.xlsx');
      await writeFile(file, smallWorkbook(book));
      expect(await read(file)).toEqual(expected);
      const open = async () => (await readdir('/proc/self/fd')).length;
      const before = await open();
      // A reader that stops in the middle of a sheet leaves no open file.
      for await (const { rows } of readWorkbook(file, { cells: 10 })) {
        await rows.next();
        await rows.return(undefined);
        break;
      }
      await expect.poll(open).toBe(before);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each<[string, Partial<SmallWorkbook>]>([
    ['of another case', { sharedStringsAt: ['xl/SharedStrings.xml', 'sharedStrings.xml'] }],
    ['outside of the folder of the workbook', { sharedStringsAt: ['strings.xml', '/strings.xml'] }],
    ['in a folder of their own, by a relative target', { sharedStringsAt: ['text/a b.xml', '../text/a%20b.xml'] }],
    ['with backslashes', { rename: (path) => path.replaceAll('/', '\\') }],
    ['in capitals', { rename: (path) => path.toUpperCase() }],
  ])('are found by the relationships of the package, whose parts are %s', async (_title, change) => {
    expect(await read(smallWorkbook({ ...book, ...change }))).toEqual(expected);
  });

  it('are found by the content types when the package has no relationships, and with strict namespaces', async () => {
    const { '_rels/.rels': _, ...parts } = partsOf(book);
    const types =
      '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>';
    expect(await read(zipOf({ ...parts, '[Content_Types].xml': types }))).toEqual(expected);
    const strict = Object.entries(partsOf(book)).map(([path, part]) => [
      path,
      part.replaceAll('http://schemas.openxmlformats.org/officeDocument/2006', 'http://purl.oclc.org/ooxml/officeDocument'),
    ]);
    expect(await read(zipOf(Object.fromEntries(strict)))).toEqual(expected);
  });

  it('say the date system', async () => {
    const systemOf = async (properties: string) => {
      for await (const { date1904 } of readWorkbook(smallWorkbook({ ...book, properties }), { cells: 10 })) return date1904;
      return undefined;
    };
    expect(await Promise.all(['', 'date1904="1"', 'date1904="true"', 'date1904="0"'].map(systemOf))).toEqual([false, true, true, false]);
  });
});

describe('the cells of a sheet', () => {
  it('have their texts in every legal form', async () => {
    const rows =
      '<x:row xmlns:x="m"><x:c r="A1" t="inlineStr"><x:is><x:r><x:t>in</x:t></x:r><x:r><x:t>line</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c>' +
      '<x:c r="B1" t="str"><x:f>A1</x:f><x:v>a &lt; &#98;</x:v></x:c><x:c r="C1" t="b"><x:v>1</x:v></x:c><x:c r="D1" t="e"><x:v>#REF!</x:v></x:c>' +
      "<x:c r='E1'><!-- > --><x:v><![CDATA[5]]></x:v></x:c></x:row>";
    expect(await rowsOf(rows)).toEqual([['inline', 'a < b', 'TRUE', '#REF!', '5']]);
  });

  it('are named as formulas when they have no stored value', async () => {
    expect(
      await rowsOf('<row><c><f>A1+1</f></c><c><f>A2&amp;"x"</f><v/></c><c t="str"><f>""</f><v></v></c><c><f>1+1</f><v>2</v></c></row>'),
    ).toEqual([['=A1+1', '=A2&"x"', undefined, '2']]);
  });

  it('that only have a style cost nothing, however many there are', async () => {
    const empty = Array.from({ length: 16_383 }, () => '<c s="1"/>').join('');
    const [[...cells]] = await rowsOf(`<row>${empty}<c><v>7</v></c></row><row r="900"><c r="A900" s="1"/></row>`);
    expect(cells.length).toBe(16_384);
    expect(cells.filter((cell) => cell !== undefined)).toEqual(['7']);
  });

  it('keep the numbers of their rows', async () => {
    const numbers: number[] = [];
    const file = smallWorkbook({ sheets: [{ name: 'a', rows: '<row><c><v>1</v></c></row><row/><row r="7"><c><v>1</v></c></row>' }] });
    for await (const { rows } of readWorkbook(file, { cells: 1 }))
      for await (const piece of rows) numbers.push(...piece.map((row) => row.number));
    expect(numbers).toEqual([1, 7]);
  });

  it('are an error when their shared string does not exist', async () => {
    expect(await faultOf(smallWorkbook({ sheets: [{ name: 'a', rows: '<row><c t="s"><v>0</v></c></row>' }] }))).toBe('DAMAGED_XML');
  });
});

describe('a file that is no workbook of ours', () => {
  it('is named', async () => {
    const nameOf = async (file: Buffer) => {
      try {
        for await (const _ of readTables(file, { cells: 10 }, () => false)) {
          // Nothing is read.
        }
      } catch (error) {
        return (error as Error).message;
      }
      return 'read';
    };
    expect(await nameOf(zipOf({ 'a.txt': 'x' }))).toBe('no worksheet in it');
    expect(await nameOf(zipOf({ 'xl/workbook.bin': 'x' }))).toMatch(/\.xlsb/);
    expect(await nameOf(zipOf({ 'content.xml': 'x', 'META-INF/manifest.xml': 'x' }))).toMatch(/\.ods/);
    expect(await nameOf(Buffer.from('d0cf11e0a1b11ae100', 'hex'))).toMatch(/\.xls\b/);
    expect(await nameOf(Buffer.from('<html><table>'))).toMatch(/HTML/);
  });

  it('is distinguished from a zip file by its first bytes', () => {
    expect(isZip(zipOf({ a: 'x' }))).toBe(true);
    for (const start of ['', 'PK', 'PK\x05\x06', 'jogo;N1']) expect(isZip(Buffer.from(start, 'latin1'))).toBe(false);
  });
});

describe('a hostile workbook', () => {
  const sheet = 'xl/worksheets/sheet1.xml';
  const good = smallWorkbook({ sheets: [{ name: 'a', rows: Array.from({ length: 1_000 }, (_, i) => rowOf(i, i + 1)).join('') }] });
  const size = good.readUInt32LE(good.lastIndexOf(sheet, undefined, 'latin1') - 46 + 24);

  it('is refused when its data inflates to more or less than it declares', async () => {
    expect(await faultOf(withDeclaredSize(good, sheet, size))).toBe('none');
    for (const wrong of [10, size - 1, size + 1]) expect(await faultOf(withDeclaredSize(good, sheet, wrong))).toBe('DAMAGED_ZIP');
  });

  it('is refused when its parts together declare more bytes than the limit, before any sheet is inflated', async () => {
    expect(await faultOf(good, { cells: 10, bytes: size })).toBe('none');
    expect(await faultOf(good, { cells: 10, bytes: size - 1 })).toBe('TOO_LARGE');
    const data = good.indexOf(sheet, 0, 'latin1') + sheet.length;
    const broken = Buffer.from(good).fill(0, data, data + 100);
    expect(await faultOf(broken, { cells: 10, bytes: size - 1 })).toBe('TOO_LARGE');
    expect(await faultOf(broken, { cells: 10, bytes: size })).toBe('DAMAGED_ZIP');
  });

  it('is refused for damaged XML, entities, deep nesting and too many cells', async () => {
    const withRows = (rows: string) => smallWorkbook({ sheets: [{ name: 'a', rows }] });
    const entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>';
    for (const part of ['<worksheet><row>', entity, '<worksheet></row>', '<worksheet>&e;</worksheet>', '<worksheet a=1/>', '', '<a/><b/>'])
      expect(await faultOf(zipOf({ ...partsOf({ sheets: [{ name: 'a', rows: '' }] }), [sheet]: part }))).toBe('DAMAGED_XML');
    expect(await faultOf(withRows('<a>'.repeat(1_000)))).toBe('DAMAGED_XML');
    for (const reference of ['XFE1', 'ZZZ1', 'ZZZZZZZZ1'])
      expect(await faultOf(withRows(`<row><c r="${reference}"><v>1</v></c></row>`))).toBe('DAMAGED_XML');
    for (const row of ['0', '1048577', 'x', '1.5'])
      expect(await faultOf(withRows(`<row r="${row}"><c><v>1</v></c></row>`))).toBe('DAMAGED_XML');
    expect(await faultOf(withRows(rowOf(1, 2)), { cells: 1 })).toBe('TOO_MANY_CELLS');
    expect(await faultOf(withRows('<row><c r="XFD1"><v>1</v></c></row>'), { cells: 1 })).toBe('none');
  });

  it('is refused when it is cut off anywhere, or names a path outside of it', async () => {
    for (let length = 0; length < good.length; length += 89) expect(await faultOf(good.subarray(0, length))).toBe('DAMAGED_ZIP');
    expect(await faultOf(zipOf({ ...partsOf({ sheets: [] }), '../../etc/passwd': 'x' }))).toBe('DAMAGED_ZIP');
  });
});
