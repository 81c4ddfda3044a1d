import type { Draw } from '../history/draw.js';
import type { History } from '../history/history.js';
import type { DrawsFile } from './read-draws-file.js';

/** What an import read and what it left out. */
export interface ImportSummary {
  format: string;
  encoding: string;
  newDraws: number;
  changedDraws: number;
  unchangedDraws: number;
  removedDraws: number;
  leftOutDraws: number;
  drawsWithWinners: number;
  winnersOnly: boolean;
  unusedColumns: string[];
}

/** Compares the draws of a file with the history before and after its import. */
export function summarizeImport(
  file: DrawsFile,
  earlier: History | undefined,
  history: History,
): { summary: ImportSummary; warnings: string[] } {
  const before = new Map(earlier?.draws.map((draw) => [draw.number, drawnOf(draw)]));
  const drawn = file.draws.map((draw) => [before.get(draw.number), drawnOf(draw)]);
  const numbers = new Set(history.draws.map(({ number }) => number));
  const newDraws = drawn.filter(([old]) => old === undefined).length;
  const unchangedDraws = drawn.filter(([old, now]) => old === now).length;
  const winners = file.winnings ? [...file.winnings.keys()] : file.draws.filter(({ winnings }) => winnings).map(({ number }) => number);
  const unknown = winners.filter((number) => !numbers.has(number));
  const removedDraws = [...before.keys()].filter((number) => !numbers.has(number)).length;
  const { format, encoding, leftOut, unusedColumns } = file;
  return {
    summary: {
      ...{ format, encoding, newDraws, changedDraws: drawn.length - newDraws - unchangedDraws, unchangedDraws, removedDraws },
      ...{ leftOutDraws: leftOut, drawsWithWinners: winners.length - unknown.length, winnersOnly: file.winnings !== undefined },
      unusedColumns,
    },
    warnings: [
      ...file.warnings,
      ...(removedDraws > 0 ? [`${removedDraws} draws of the earlier history are not in the file and were removed`] : []),
      ...(unknown.length > 0
        ? [`the winners of ${unknown.length} draws were left out, because these draws were not imported; the first is draw ${unknown[0]}`]
        : []),
    ],
  };
}

function drawnOf({ date, numbers, second = [], extras = [] }: Draw): string {
  return JSON.stringify([date, numbers, second, extras]);
}
