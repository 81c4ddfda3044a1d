/** The same cells by exceljs's own streaming writer: node exceljs-writer.js GAMES FILE. Games come from a fixed list. */

import { setImmediate } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { numbersTo, Random } from '../support/random.js';

const [games, filename] = [Number(process.argv[2]), process.argv[3]];
const border = { style: 'thin' } as const;
// One style object for each kind of cell: exceljs's fastest way.
const plain = { alignment: { horizontal: 'center' }, border: { top: border, left: border, bottom: border, right: border } } as const;
const styles = [{ numFmt: '#,##0' }, ...Array(6).fill({ numFmt: '00' }), { numFmt: '0.00' }, {}, {}].map((own) => ({ ...plain, ...own }));

const random = new Random(1);
const some = Array.from({ length: 1_000 }, () => random.choose(numbersTo(60), 6));

const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename, useStyles: true });
workbook.addWorksheet('Conferência').commit();
const sheet = workbook.addWorksheet('Jogos', { views: [{ state: 'frozen', ySplit: 1 }] });
sheet.columns = styles.map((style) => ({ style }));
sheet.addRow(['Jogo', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'Pontuação', 'Nível', 'Acertos']).commit();
for (let i = 0; i < games; i++) {
  const hits =
    i === 0
      ? { formula: "SUMPRODUCT(COUNTIF('Conferência'!$A$5:$F$5,B2:G2))", result: 0, shareType: 'shared', ref: `J2:J${games + 1}` }
      : { sharedFormula: 'J2', result: 0 };
  sheet.addRow([i + 1, ...some[i % some.length], 66.67, 'Estrito', hits]).commit();
  // It has no backpressure of its own: let it write.
  if (i % 2_000 === 0) await setImmediate();
}
sheet.commit();
await workbook.commit();
