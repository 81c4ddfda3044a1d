import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { matchingColumns, numberColumns, plainNames } from '../../../shared/tables/header-names.js';
import type { Row } from '../../../shared/tables/table.js';

/** Columns of what a draw brought, from 0; -1: the file has no such column. */
export interface WinningsColumns {
  revenue: number;
  special: number;
  /** By hits. */
  winners: Map<number, number>;
  /** Columns of the winners of the second draw, by hits. */
  secondWinners: Map<number, number>;
}

export interface DrawColumns extends WinningsColumns {
  /** Texts of the header. */
  header: string[];
  number: number;
  date: number;
  balls: number[];
  /** Columns of the numbers of the second draw. */
  secondBalls: number[];
  clovers: number[];
}

const NUMBER_NAMES = ['concurso', 'numeroconcurso', 'numerodoconcurso', 'nconcurso', 'draw', 'drawnumber'];
const FIRST_DRAW = /sorteio1$|^s1|1sorteio$/;
const SECOND_DRAW = /sorteio2$|^s2|2sorteio$/;
/** Ganhadores 6 acertos, ganhadores_15, Ganhadores_15_Números. */
const WINNERS = /^(?:ganhadores|winners)(\d{1,2})(?:acertos?|numeros|pontos|hits)?$/;

/** The columns of a header of draws: concurso, data and at least one number. */
export function findDrawColumns(cells: Row['cells'], lottery: Lottery): DrawColumns | undefined {
  const columns = findColumns(cells, lottery);
  return columns.number >= 0 && columns.date >= 0 && columns.balls.length > 0 ? columns : undefined;
}

/**
 * The columns of a header of winners alone: concurso, arrecadação and ganhadores. A header with a numbered column of another kind may be one
 * of draws whose names are unknown, so the header is refused: the new draws of such a file would be dropped.
 */
export function findWinningsColumns(cells: Row['cells'], lottery: Lottery): DrawColumns | undefined {
  const columns = findColumns(cells, lottery);
  const hasWinnings = columns.number >= 0 && columns.revenue >= 0 && columns.winners.size > 0;
  const used = usedColumns(columns);
  const isNumbered = plainNames(cells).some(
    (name, column) => !used.has(column) && /\d$/.test(name) && !/^(?:rateio|acumulado|valor|premio)/.test(name),
  );
  return hasWinnings && !isNumbered && columns.balls.length === 0 && columns.secondBalls.length === 0 ? columns : undefined;
}

/** Header texts of the columns that an import does not use. */
export function unusedColumns(columns: DrawColumns): string[] {
  const used = usedColumns(columns);
  return columns.header.filter((name, column) => name !== '' && !used.has(column));
}

function usedColumns({ number, date, balls, secondBalls, clovers, revenue, special, winners, secondWinners }: DrawColumns): Set<number> {
  return new Set([number, date, ...balls, ...secondBalls, ...clovers, revenue, special, ...winners.values(), ...secondWinners.values()]);
}

function findColumns(cells: Row['cells'], lottery: Lottery): DrawColumns {
  const names = plainNames(cells);
  const indexOf = (...known: string[]) => known.map((name) => names.indexOf(name)).find((column) => column >= 0) ?? -1;
  const ofDraw = (name: string, draw: RegExp) => (draw.test(name) ? name.replace(draw, '') : undefined);
  const firstNames = names.map((name) => (SECOND_DRAW.test(name) ? '' : name.replace(FIRST_DRAW, '')));
  const secondNames = names.map((name) => ofDraw(name, SECOND_DRAW) ?? '');
  const exactDate = indexOf('data', 'datadosorteio', 'datasorteio', 'dataapuracao', 'date', 'drawdate');
  return {
    header: Array.from(cells, (cell) => cell ?? ''),
    number: indexOf(...NUMBER_NAMES),
    date: exactDate >= 0 ? exactDate : names.findIndex((name) => name.startsWith('data')),
    balls: numberColumns(firstNames, true),
    secondBalls: lottery.drawsPerResult === 2 ? numberColumns(secondNames, true) : [],
    clovers:
      lottery.extra?.id === 'clover'
        ? matchingColumns(names, /^(?:trevo|clover)(?:sorteado)?(\d)$/)
            .toSorted(([a], [b]) => a - b)
            .map(([, column]) => column)
        : [],
    revenue: names.findIndex((name) => /^(?:arrecadacao|valorarrecadado|revenue)/.test(name)),
    special: indexOf('especial', 'special'),
    winners: winnersOf(firstNames, lottery),
    secondWinners: lottery.drawsPerResult === 2 ? winnersOf(secondNames, lottery) : new Map(),
  };
}

/** Columns of winners by hits; a tier may have its name: Ganhadores_Quina. */
function winnersOf(names: string[], { tiers }: Lottery): Map<number, number> {
  const named = tiers.flatMap(({ name, hits, extraHits }) => {
    const column = name === undefined ? -1 : names.indexOf(`ganhadores${name}`);
    return column >= 0 && hits !== undefined && extraHits === undefined ? [[hits, column] as [number, number]] : [];
  });
  return new Map([...named, ...matchingColumns(names, WINNERS)]);
}
