import type { BlockTask } from '../../../services/excel-writer/rows/block-task.js';
import { columnLetters } from '../../../services/excel-writer/rows/row-layout.js';

/** Builds the XML of a block's rows cell by cell. The output of the direct encoder must inflate to the same XML. */
export function plainRows({ layout, games, row: firstRow, gameNumber }: BlockTask): string {
  const { picks, labels, labelled, styles, levelStrings, formula, formulaRange, drawn } = layout;
  const shown = (number: number, n: number) => (n < labelled ? (labels[number] ?? number) : number);
  const scores = new DataView(games.scores.buffer, games.scores.byteOffset);
  return Array.from({ length: games.count }, (_, i) => {
    const row = firstRow + i;
    const own = [...games.numbers.subarray(i * picks, i * picks + labelled)];
    const hits = Math.max(0, ...drawn.map((numbers) => own.filter((number) => numbers.includes(number)).length));
    const cell = (column: number, attributes: string, content: string) =>
      `<c r="${columnLetters(column)}${row}" s="${styles[column]}"${attributes}>${content}</c>`;
    const shared = row === 2 ? `<f t="shared" ref="${formulaRange}" si="0">${formula}</f>` : '<f t="shared" si="0"/>';
    return [
      `<row r="${row}">`,
      cell(0, '', `<v>${gameNumber + i}</v>`),
      ...Array.from({ length: picks }, (__, n) => cell(n + 1, '', `<v>${shown(games.numbers[i * picks + n], n)}</v>`)),
      cell(picks + 1, '', `<v>${scores.getUint16(i * 2, true) / 100}</v>`),
      cell(picks + 2, ' t="s"', `<v>${levelStrings[games.levels[i] - 1]}</v>`),
      cell(picks + 3, '', `${shared}<v>${hits}</v>`),
      '</row>',
    ].join('');
  }).join('');
}
