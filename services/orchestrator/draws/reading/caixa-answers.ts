/** Answers of Caixa's results API as the table that files of draws are read as: one set of checks serves all. */

import { z } from 'zod';
import { findLottery } from '../../../domain/lotteries/catalogue.js';
import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { invalidArgument } from '../../../shared/errors.js';
import { type DrawsTable, MAX_ROWS } from './parse-draws.js';

/** `indicadorConcursoEspecial` of a special draw; 1 is any other. */
const SPECIAL = 2;
const JSON_START = /^[\ufeff\s]*[[{]/;

/** Unused places of some texts are NULs. */
const text = z
  .string()
  .max(10_000)
  .transform((value) => value.replaceAll('\0', ''));
/** Texts such as "04"; the checks of numbers are those of files. */
const numbers = z.array(z.union([text, z.number()])).max(128);

const caixaAnswer = z.object({
  numero: z.int().min(1).max(1_000_000),
  dataApuracao: text,
  listaDezenas: numbers,
  dezenasSorteadasOrdemSorteio: numbers.nullish(),
  listaDezenasSegundoSorteio: numbers.nullish(),
  trevosSorteados: numbers.nullish(),
  tipoJogo: text.nullish(),
  indicadorConcursoEspecial: z.int().nullish(),
  valorArrecadado: z.number().min(0).max(1e13).nullish(),
  listaRateioPremio: z
    .array(z.object({ descricaoFaixa: text, faixa: z.int(), numeroDeGanhadores: z.int().min(0).max(1e9) }))
    .max(100)
    .nullish(),
});

/** What Dezenas uses of an answer for one draw. */
export type CaixaAnswer = z.infer<typeof caixaAnswer>;

/** The answer, or the first thing that is wrong with it. */
export function parseAnswer(json: unknown, lottery: Lottery): { answer: CaixaAnswer } | { wrong: string } {
  const { success, data, error } = caixaAnswer.safeParse(json);
  if (!success) {
    const [{ path, message }] = error.issues;
    return { wrong: `${path.join('.') || 'the answer'}: ${message}` };
  }
  // MEGA_SENA, DIA_DE_SORTE, …
  const game = findLottery((data.tipoJogo ?? '').toLowerCase().replaceAll('_', '-'));
  return game && game.id !== lottery.id ? { wrong: `tipoJogo: a draw of ${game.name}, not of ${lottery.name}` } : { answer: data };
}

/** Whether bytes look like JSON rather than CSV. */
export function isJson(file: Buffer): boolean {
  return JSON_START.test(file.toString('utf8', 0, 1_000));
}

/**
 * The answers of a file: one, or an array of them.
 * @throws DezenasError INVALID_ARGUMENT naming the first that is wrong.
 */
export function readAnswers(file: Buffer, lottery: Lottery): CaixaAnswer[] {
  const json = parseJson(file);
  const answers: unknown[] = Array.isArray(json) ? json : [json];
  if (answers.length > MAX_ROWS) throw invalidArgument([{ field: 'data', description: `more than ${MAX_ROWS} answers` }]);
  return answers.map((each, i) => {
    const parsed = parseAnswer(each, lottery);
    if ('wrong' in parsed) throw invalidArgument([{ field: `answer ${i + 1}`, description: parsed.wrong }]);
    return parsed.answer;
  });
}

function parseJson(file: Buffer): unknown {
  try {
    return JSON.parse(file.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    throw invalidArgument([{ field: 'data', description: 'looks like JSON and is not: answers of the results API, one or an array' }]);
  }
}

/** A table with the columns of a CSV file; the number of a row is its place among the answers, from 1. */
export function answersTable(answers: CaixaAnswer[], lottery: Lottery): DrawsTable {
  const hits = [...new Set(answers.flatMap((answer) => [...winnersOf(answer).keys()]))];
  const balls = (name: string, lists: (unknown[] | null | undefined)[]) =>
    Array.from({ length: Math.max(0, ...lists.map((list) => list?.length ?? 0)) }, (_, i) => `${name}${i + 1}`);
  const first = balls(
    'bola',
    answers.map((answer) => drawnOf(answer, lottery)),
  );
  const second = balls(
    's2_bola',
    answers.map((answer) => answer.listaDezenasSegundoSorteio),
  );
  const clovers = balls(
    'trevo',
    answers.map((answer) => answer.trevosSorteados),
  );
  const header = [
    ...['concurso', 'data', 'especial', 'arrecadacao'],
    ...first,
    ...second,
    ...clovers,
    ...hits.map((n) => `ganhadores_${n}`),
  ];
  const rows = answers.map((answer, i) => {
    const winners = winnersOf(answer);
    const padded = (list: (string | number)[] | null | undefined, columns: string[]) => columns.map((_, at) => String(list?.[at] ?? ''));
    return {
      number: i + 1,
      cells: [
        ...[String(answer.numero), answer.dataApuracao, answer.indicadorConcursoEspecial === SPECIAL ? '1' : '0'],
        (answer.valorArrecadado ?? 0).toFixed(2),
        ...padded(drawnOf(answer, lottery), first),
        ...padded(answer.listaDezenasSegundoSorteio, second),
        ...padded(answer.trevosSorteados, clovers),
        ...hits.map((n) => String(winners.get(n) ?? '')),
      ],
    };
  });
  return {
    ...{ format: 'CSV', encoding: 'UTF-8', date1904: false, rowName: 'answer' },
    rows: (async function* () {
      yield [{ number: 0, cells: header }, ...rows];
    })(),
  };
}

/** A ticket of columns is drawn column by column, and which column a digit is of says only that order. */
function drawnOf(answer: CaixaAnswer, { columnSize }: Lottery): (string | number)[] {
  return (columnSize && answer.dezenasSorteadasOrdemSorteio) || answer.listaDezenas;
}

/** Winners by hits, of tiers that hits alone decide; of the first draw where a result has two, whose tiers come first. */
function winnersOf({ listaRateioPremio }: CaixaAnswer): Map<number, number> {
  const winners = new Map<number, number>();
  for (const { descricaoFaixa, numeroDeGanhadores } of (listaRateioPremio ?? []).toSorted((a, b) => a.faixa - b.faixa)) {
    const hits = /^\s*(\d{1,2}) acertos?\s*$/i.exec(descricaoFaixa)?.[1];
    if (hits !== undefined && !winners.has(Number(hits))) winners.set(Number(hits), numeroDeGanhadores);
  }
  return winners;
}
