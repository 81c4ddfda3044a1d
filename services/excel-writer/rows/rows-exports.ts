/** Exports of assembly/rows/rows.ts as WebAssembly presents them. */

type Constant = WebAssembly.Global;

export interface RowsExports {
  memory: WebAssembly.Memory;

  LEVELS: Constant;
  MAX_DRAWS: Constant;
  MAX_GAMES: Constant;
  MAX_NUMBER: Constant;
  MAX_NUMBERS: Constant;
  MAX_TEXT_BYTES: Constant;

  textsAddress: Constant;
  textEndsAddress: Constant;
  labelsAddress: Constant;
  levelTextsAddress: Constant;
  drawnAddress: Constant;
  numbersAddress: Constant;
  scoresAddress: Constant;
  levelsAddress: Constant;
  outAddress: Constant;

  setLayout(numbers: number, labelled: number, draws: number): number;
  startBlock(row: number, game: number): void;
  encode(from: number, end: number): number;
  written(): number;
  crc(): number;
  length(): number;
}
