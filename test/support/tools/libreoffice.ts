import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasLibreOffice = spawnSync('soffice', ['--version']).status === 0;

/** Makes LibreOffice recalculate every formula when it loads a workbook, instead of trusting the stored values. */
const ALWAYS_RECALCULATE = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`;

/** Converts the sheets of a workbook to CSV with LibreOffice. @returns the CSV texts by sheet name. */
export function sheetsByLibreOffice(workbook: Uint8Array): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'dezenas-office-'));
  try {
    const user = join(folder, 'profile', 'user');
    mkdirSync(user, { recursive: true });
    writeFileSync(join(user, 'registrymodifications.xcu'), ALWAYS_RECALCULATE);
    writeFileSync(join(folder, 'book.xlsx'), workbook);
    const out = join(folder, 'out');
    // Separator comma, double quotes, UTF-8, from line 1, stored values instead of formatted ones, all sheets.
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';
    const { status, stderr } = spawnSync('soffice', [
      `-env:UserInstallation=file://${join(folder, 'profile')}`,
      '--headless',
      '--convert-to',
      filter,
      '--outdir',
      out,
      join(folder, 'book.xlsx'),
    ]);
    if (status !== 0) throw new Error(`soffice: ${stderr}`);
    return new Map(readdirSync(out).map((name) => [name.replace(/^book-(.*)\.csv$/, '$1'), readFileSync(join(out, name), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
