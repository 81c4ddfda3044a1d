/** Checks small workbooks of all kinds against the rules of ECMA-376 (Office Open XML), Parts 1 and 2, that strict readers enforce. */

import { posix } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateJobRequest } from '../../services/client/library/client.js';
import { drawsCsv, importDraws } from '../support/data/draws.js';
import { type Services, startServices } from '../support/services/services.js';
import { elementsOf, parseXml, type XmlElement } from '../support/tools/xml-tree.js';

/** The order of child elements by element, from the sequences of the schema sml.xsd: CT_Worksheet, CT_Workbook and so on. */
const SEQUENCES: Record<string, string> = {
  worksheet:
    'sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst',
  workbook:
    'fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst',
  styleSheet: 'numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst',
  dxf: 'font numFmt fill alignment border protection extLst',
  xf: 'alignment protection extLst',
  border: 'start end left right top bottom diagonal vertical horizontal',
  cfRule: 'formula colorScale dataBar iconSet extLst',
  dataValidation: 'formula1 formula2',
  dataBar: 'cfvo color',
  sheetView: 'pane selection pivotSelection extLst',
  c: 'f v is extLst',
};
const REPEATED = new Set(['conditionalFormatting', 'formula', 'cfvo', 'selection']);

const KINDS: [string, CreateJobRequest][] = [
  ['default options', { spec: { quantity: 300, seed: 1 } }],
  ['a single game', { spec: { quantity: 1, seed: 1 } }],
  ['English texts', { spec: { quantity: 50, seed: 1 }, workbook: { locale: 'en', order: 'GAME_ORDER_BY_SCORE' } }],
  ['twenty numbers', { spec: { quantity: 50, seed: 1, picks: 20 } }],
  ['extras', { spec: { lottery: 'mais-milionaria', quantity: 50, seed: 1, extraPicks: 3 } }],
  ['labels', { spec: { lottery: 'super-sete', quantity: 50, seed: 1 } }],
  ['two draws', { spec: { lottery: 'dupla-sena', quantity: 50, seed: 1 } }],
  ['fifty numbers', { spec: { lottery: 'lotomania', quantity: 50, seed: 1 } }],
  ['several sheets', { spec: { quantity: 2_500, seed: 1 }, workbook: { sheetGames: 1_000, layout: 'WORKBOOK_LAYOUT_SHEETS' } }],
  ['several parts', { spec: { quantity: 1_500, seed: 1 }, workbook: { sheetGames: 1_000 } }],
  ['games checked against a draw', { spec: { quantity: 50, seed: 1 }, workbook: { checkDraw: 0 } }],
  [
    'fewer games than requested',
    {
      spec: { quantity: 1_000, seed: 3, historyVersion: '', constraints: { poolNumbers: [1, 2, 3, 4, 11, 12, 13, 14, 25] } },
      allowPartial: true,
    },
  ],
];

let services: Services;
beforeAll(async () => {
  services = await startServices();
  await importDraws(services.jobs.client, drawsCsv());
});
afterAll(() => services.stop());

interface Parts {
  names: string[];
  xml: (name: string) => XmlElement;
  sheets: [name: string, sheet: XmlElement][];
  styles: XmlElement;
}

async function partsOf(request: CreateJobRequest): Promise<Parts> {
  const { id } = await services.jobs.create(request);
  const { failure, workbooks } = await services.jobs.end(id);
  expect(failure).toBeNull();
  const bytes = await services.jobs.download(id, { part: workbooks.length });
  const files = unzipSync(bytes);
  const names = Object.keys(files);
  const xml = (name: string) => parseXml(Buffer.from(files[name]).toString());
  const sheetNames = names.filter((name) => name.startsWith('xl/worksheets/sheet'));
  return { names, xml, sheets: sheetNames.map((name) => [name, xml(name)]), styles: xml('xl/styles.xml') };
}

const columnOf = (letters: string) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

function placeOf(reference: string): { column: number; row: number } {
  const [, letters, row] = /^([A-Z]{1,3})(\d+)$/.exec(reference) ?? [];
  return { column: columnOf(letters ?? ''), row: Number(row) };
}

function contains(range: string, reference: string): boolean {
  const [from, to] = range.split(':');
  const [start, end, place] = [placeOf(from), placeOf(to ?? from), placeOf(reference)];
  return place.column >= start.column && place.column <= end.column && place.row >= start.row && place.row <= end.row;
}

describe.each(KINDS)('a workbook with %s', (_kind, request) => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await partsOf(request);
  });

  it('has its elements in the order of the schema', () => {
    const check = (element: XmlElement) => {
      const sequence = SEQUENCES[element.name]?.split(' ');
      if (sequence) {
        const names = element.children.map(({ name }) => name);
        expect(names.filter((name) => !sequence.includes(name))).toEqual([]);
        expect(names).toEqual(names.toSorted((a, b) => sequence.indexOf(a) - sequence.indexOf(b)));
        const single = names.filter((name) => !REPEATED.has(name));
        expect(single).toEqual([...new Set(single)]);
      }
      for (const child of element.children) check(child);
    };
    for (const [, sheet] of parts.sheets) check(sheet);
    check(parts.xml('xl/workbook.xml'));
    check(parts.styles);
  });

  it('has correct counts of its lists, and refers only to existing styles, strings and extensions', () => {
    for (const list of ['numFmts', 'fonts', 'fills', 'borders', 'cellStyleXfs', 'cellXfs', 'cellStyles', 'dxfs']) {
      const [element] = elementsOf(parts.styles, list);
      expect(Number(element.attributes.count)).toBe(element.children.length);
    }
    const most = (list: string) => elementsOf(parts.styles, list)[0].children.length;
    for (const { attributes } of elementsOf(parts.styles, 'cellXfs')[0].children) {
      expect(Number(attributes.fontId)).toBeLessThan(most('fonts'));
      expect(Number(attributes.fillId)).toBeLessThan(most('fills'));
      expect(Number(attributes.borderId)).toBeLessThan(most('borders'));
      const custom = elementsOf(parts.styles, 'numFmt').map((format) => format.attributes.numFmtId);
      if (Number(attributes.numFmtId) >= 164) expect(custom).toContain(attributes.numFmtId);
    }
    const strings = parts.xml('xl/sharedStrings.xml');
    expect(Number(strings.attributes.uniqueCount)).toBe(strings.children.length);
    for (const [, sheet] of parts.sheets) {
      for (const list of elementsOf(sheet, 'dataValidations')) expect(Number(list.attributes.count)).toBe(list.children.length);
      for (const { attributes } of elementsOf(sheet, 'cfRule')) {
        if (attributes.dxfId !== undefined) expect(Number(attributes.dxfId)).toBeLessThan(most('dxfs'));
      }
      const priorities = elementsOf(sheet, 'cfRule').map(({ attributes }) => attributes.priority);
      expect(new Set(priorities).size).toBe(priorities.length);
      // A conditional format in an extension has a counterpart with the same id outside the extension.
      const extensions = elementsOf(sheet, 'x14:cfRule').map(({ attributes }) => attributes.id);
      expect(elementsOf(sheet, 'x14:id').map(({ text }) => text)).toEqual(extensions);
      for (const { attributes, children } of elementsOf(sheet, 'c')) {
        expect(Number(attributes.s ?? 0)).toBeLessThan(most('cellXfs'));
        const value = children.find(({ name }) => name === 'v')?.text;
        if (attributes.t === 's') expect(Number(value)).toBeLessThan(strings.children.length);
        else if (value !== undefined && attributes.t !== 'str') expect(value).toMatch(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/);
      }
    }
  });

  it('has rows and cells in ascending order, an exact dimension, and shared formulas within their ranges', () => {
    for (const [, sheet] of parts.sheets) {
      let lastRow = 0;
      let right = 0;
      const shared = new Map<string, { range: string; cells: string[] }>();
      for (const row of elementsOf(sheet, 'row')) {
        expect(Number(row.attributes.r)).toBeGreaterThan(lastRow);
        lastRow = Number(row.attributes.r);
        let lastColumn = 0;
        for (const cell of row.children) {
          const reference = cell.attributes.r;
          const place = placeOf(reference);
          expect(place.row).toBe(lastRow);
          expect(place.column).toBeGreaterThan(lastColumn);
          lastColumn = place.column;
          const formula = cell.children.find(({ name }) => name === 'f');
          if (formula?.attributes.t !== 'shared') continue;
          const { si, ref } = formula.attributes;
          if (ref) {
            expect(formula.text).not.toBe('');
            expect(shared.has(si)).toBe(false);
            shared.set(si, { range: ref, cells: [] });
          } else {
            expect(formula.text).toBe('');
          }
          shared.get(si)?.cells.push(reference);
          expect(shared.has(si)).toBe(true);
        }
        right = Math.max(right, lastColumn);
      }
      for (const { range, cells } of shared.values()) {
        for (const cell of cells) expect(contains(range, cell)).toBe(true);
      }
      const [, end] = elementsOf(sheet, 'dimension')[0].attributes.ref.split(':');
      const { row, column } = placeOf(end ?? 'A1');
      expect(column).toBe(right);
      // The dimension is written before the number of games is known, so it is too large when there are fewer games than requested.
      if (!request.allowPartial) expect(row).toBe(lastRow);
      else expect(row).toBeGreaterThanOrEqual(lastRow);
      for (const filter of elementsOf(sheet, 'autoFilter')) expect(filter.attributes.ref).toMatch(new RegExp(`:[A-Z]+${lastRow}$`));
    }
  });

  it('is a package with consistent parts, content types and relations, and without macros and external links', () => {
    expect(parts.names[0]).toBe('[Content_Types].xml');
    expect(new Set(parts.names.map((name) => name.toLowerCase())).size).toBe(parts.names.length);
    const types = parts.xml('[Content_Types].xml');
    const overrides = types.children.filter(({ name }) => name === 'Override').map(({ attributes }) => attributes.PartName);
    const defaults = types.children.filter(({ name }) => name === 'Default').map(({ attributes }) => attributes.Extension);
    for (const name of overrides) expect(parts.names).toContain(name.slice(1));
    for (const name of parts.names.slice(1))
      expect(overrides.includes(`/${name}`) || defaults.includes(name.split('.').at(-1) ?? '')).toBe(true);
    const relations = parts.names.filter((name) => name.endsWith('.rels'));
    for (const name of relations) {
      const from = posix.join(posix.dirname(name), '..');
      const ids = new Set<string>();
      for (const { attributes } of parts.xml(name).children) {
        expect(attributes.TargetMode).not.toBe('External');
        expect(ids.has(attributes.Id)).toBe(false);
        ids.add(attributes.Id);
        const target = attributes.Target.startsWith('/') ? attributes.Target.slice(1) : posix.join(from, attributes.Target);
        expect(parts.names).toContain(target);
      }
    }
    const book = parts.xml('xl/workbook.xml');
    const sheetIds = elementsOf(book, 'sheet').map(({ attributes }) => attributes);
    expect(sheetIds).toHaveLength(parts.sheets.length);
    expect(new Set(sheetIds.map(({ sheetId }) => sheetId)).size).toBe(sheetIds.length);
    for (const { name } of sheetIds) expect(name).toMatch(/^[^\\/?*:[\]]{1,31}$/);
    expect(parts.names.join(' ')).not.toMatch(/vba|macro|external|activeX|embeddings/i);
  });
});
