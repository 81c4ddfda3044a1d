import { strToU8, zipSync } from 'fflate';

export interface SmallSheet {
  name: string;
  /** XML inside of sheetData. */
  rows: string;
  state?: 'hidden' | 'veryHidden';
}

export interface SmallWorkbook {
  sheets: SmallSheet[];
  /** XML inside of sst. */
  sharedStrings?: string;
  /** Path of the shared strings in the package, and the target that names the part. */
  sharedStringsAt?: [path: string, target: string];
  /** Attributes of workbookPr. */
  properties?: string;
  /** Changes the name of every zip entry. */
  rename?: (path: string) => string;
}

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A zip file of parts. */
export function zipOf(parts: Record<string, string | Uint8Array>): Buffer {
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]))),
  );
}

/** The parts of a workbook by their names in the package. */
export function partsOf({
  sheets,
  sharedStrings,
  sharedStringsAt = ['xl/sharedStrings.xml', 'sharedStrings.xml'],
  properties = '',
}: SmallWorkbook) {
  const [stringsPath, stringsTarget] = sharedStringsAt;
  const relationship = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${TYPES}/${type}" Target="${target}"/>`;
  return {
    '_rels/.rels': `<Relationships xmlns="${RELATIONSHIPS}">${relationship('a', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${TYPES}"><workbookPr ${properties}/><sheets>${sheets
      .map(({ name, state }, i) => `<sheet name="${name}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="s${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, i) => relationship(`s${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`))
      .join('')}${sharedStrings === undefined ? '' : relationship('t', 'sharedStrings', stringsTarget)}</Relationships>`,
    ...Object.fromEntries(
      sheets.map(({ rows }, i) => [`xl/worksheets/sheet${i + 1}.xml`, `<worksheet><sheetData>${rows}</sheetData></worksheet>`]),
    ),
    ...(sharedStrings === undefined ? {} : { [stringsPath]: `<sst>${sharedStrings}</sst>` }),
  };
}

export function smallWorkbook(workbook: SmallWorkbook): Buffer {
  const { rename = (path: string) => path } = workbook;
  return zipOf(Object.fromEntries(Object.entries(partsOf(workbook)).map(([path, part]) => [rename(path), part])));
}

/** A row of numbers and inline texts. */
export function rowOf(...values: (string | number)[]): string {
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  return `<row>${values.map(cell).join('')}</row>`;
}
