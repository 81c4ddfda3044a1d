/**
 * Finds the parts of a workbook as the Open Packaging Conventions say: a part is found by the relationships of the package, whatever its
 * name is, and names are compared without case.
 */

import { XmlError, XmlReader } from './xml-reader.js';
import type { ZipReader } from './zip-reader.js';

export interface WorkbookParts {
  /** Visible sheets first, then hidden ones, each in the order of the workbook. `path` is the name of the sheet's zip entry. */
  sheets: { name: string; path: string }[];
  /** The zip entry of the shared strings. */
  sharedStrings?: string;
  date1904: boolean;
}

/** Workbook, relationships and content types are small; larger ones are hostile. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;

interface Relationship {
  id: string;
  /** The last segment of the type: transitional and strict files have different namespaces. */
  type: string;
  path: string;
}

/** Undefined when the zip file has no workbook. @throws XmlError when a part is damaged. */
export async function findWorkbookParts(zip: ZipReader): Promise<WorkbookParts | undefined> {
  const workbook =
    (await readRelationships(zip, '')).find(({ type, path }) => type === 'officedocument' && zip.has(path))?.path ??
    (await findByContentType(zip));
  if (workbook === undefined) return undefined;
  const relationships = await readRelationships(zip, workbook);
  const found: { name: string; id: string; isHidden: boolean }[] = [];
  let date1904 = false;
  await readPart(zip, workbook, (name, reader) => {
    if (name === 'workbookPr') date1904 = ['1', 'true', 'on'].includes(reader.attribute('date1904') ?? '');
    else if (name === 'sheet') {
      const isHidden = (reader.attribute('state') ?? 'visible') !== 'visible';
      found.push({ name: reader.attribute('name') ?? '', id: reader.attribute('id', true) ?? '', isHidden });
    }
  });
  // A chart or dialog sheet has no cells.
  const sheets = [...found.filter(({ isHidden }) => !isHidden), ...found.filter(({ isHidden }) => isHidden)].flatMap(({ name, id }) => {
    const sheet = relationships.find((each) => each.id === id && each.type === 'worksheet');
    if (sheet && !zip.has(sheet.path)) throw new XmlError(`the sheet ${name} is missing`);
    return sheet ? [{ name, path: sheet.path }] : [];
  });
  return { sheets, sharedStrings: relationships.find(({ type }) => type === 'sharedstrings')?.path, date1904 };
}

/** The relationships of a part, or of the package (''); none when the part has no relationships. */
async function readRelationships(zip: ZipReader, part: string): Promise<Relationship[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const relationships: Relationship[] = [];
  await readPart(zip, `${folder}_rels/${part.slice(folder.length)}.rels`, (name, reader) => {
    if (name !== 'Relationship' || reader.attribute('TargetMode')?.toLowerCase() === 'external') return;
    const type = (reader.attribute('Type') ?? '').split('/').at(-1) as string;
    const path = resolve(folder, reader.attribute('Target') ?? '');
    relationships.push({ id: reader.attribute('Id') ?? '', type: type.toLowerCase(), path });
  });
  return relationships;
}

async function findByContentType(zip: ZipReader): Promise<string | undefined> {
  let workbook: string | undefined;
  await readPart(zip, '[Content_Types].xml', (name, reader) => {
    if (name !== 'Override' || workbook !== undefined) return;
    const path = resolve('', reader.attribute('PartName') ?? '');
    if (/spreadsheetml.*main\+xml$|ms-excel.*main\+xml$/i.test(reader.attribute('ContentType') ?? '') && zip.has(path)) workbook = path;
  });
  return workbook;
}

async function readPart(zip: ZipReader, path: string, open: (name: string, reader: XmlReader) => void): Promise<void> {
  if (!zip.has(path)) return;
  if (zip.size(path) > MAX_DIRECTORY_BYTES) throw new XmlError(`${path} is too large`);
  const reader = new XmlReader({ open, text: () => {}, close: () => {} });
  for await (const piece of zip.read(path)) reader.push(piece);
  reader.end();
}

/** The zip entry of a target, which is relative to a folder, or absolute. */
function resolve(folder: string, target: string): string {
  try {
    const url = new URL(target.replaceAll('\\', '/'), `part:///${folder}`);
    return decodeURIComponent(url.pathname).replace(/^\/+/, '');
  } catch (error) {
    throw new XmlError('a relationship has a damaged target', { cause: error });
  }
}
