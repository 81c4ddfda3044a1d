/** Writes the workbook of the benchmark with the streaming writer of exceljs: node exceljs-writer.js GAMES-FILE FILE. */

import { setImmediate } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { scoreAt } from '../../../services/core/batch.js';
import { PICKS, readBatches } from './read-games.js';

const [games, filename] = process.argv.slice(2);
const line = { style: 'thin', color: { argb: 'FFBFBFBF' } } as const;
// One style object for each kind of cell, which is the fastest way in exceljs.
const plain = {
  alignment: { horizontal: 'center', vertical: 'middle' },
  border: { top: line, left: line, bottom: line, right: line },
} as const;
const styles = [{ numFmt: '#,##0' }, ...Array(PICKS).fill({ numFmt: '00' }), { numFmt: '0.00' }, {}, { font: { bold: true } }];
const LEVELS = ['', 'Estrito', 'Normal', 'Relaxado', 'Mínimo'];

const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename, useStyles: true, useSharedStrings: true });
workbook.addWorksheet('Conferência').commit();
const sheet = workbook.addWorksheet('Jogos', { views: [{ state: 'frozen', ySplit: 1 }] });
sheet.columns = styles.map((own) => ({ style: { ...plain, ...own }, width: 10 }));
sheet.addRow(['Jogo', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'Pontuação', 'Nível', 'Acertos']).commit();
const last = 1_000_001;
sheet.autoFilter = `A1:J${last}`;
sheet.addConditionalFormatting({
  ref: `B2:G${last}`,
  rules: [{ type: 'expression', priority: 1, formulae: ["COUNTIF('Conferência'!$A$5:$F$5,B2)>0"], style: { font: { bold: true } } }],
});
let number = 0;
for (const { count, numbers, scores, levels } of readBatches(games)) {
  for (let i = 0; i < count; i++) {
    number++;
    const hits =
      number === 1
        ? { formula: "SUMPRODUCT(COUNTIF('Conferência'!$A$5:$F$5,B2:G2))", result: 0, shareType: 'shared', ref: `J2:J${last}` }
        : { sharedFormula: 'J2', result: 0 };
    const game = numbers.subarray(i * PICKS, (i + 1) * PICKS);
    sheet.addRow([number, ...game, scoreAt(scores, i) / 100, LEVELS[levels[i]], hits]).commit();
    // exceljs has no backpressure: yield, so that it can write.
    if (number % 2_000 === 0) await setImmediate();
  }
}
sheet.commit();
await workbook.commit();
