import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import { LOTTERIES } from '../../../services/domain/lotteries/catalogue.js';

/** An answer in the format of Caixa, including fields that Dezenas does not use. */
export type CaixaAnswer = Record<string, unknown> & { numero: number };

export interface CaixaApiServer {
  url: string;
  /** Paths of the requests, in order, such as "megasena/12". */
  asked: string[];
  /** Number of open requests, and the highest number of open requests so far. */
  underWay: number;
  mostUnderWay: number;
  /** Answers by the lottery's name in the API, ascending by draw number. */
  answers: Record<string, CaixaAnswer[]>;
  /** Handles a request instead of the server and returns true; returns false to let the server answer. */
  fault: (path: string, response: ServerResponse, request: IncomingMessage) => boolean;
  stop(): Promise<void>;
}

/** Starts a simulation of Caixa's results API on a free loopback port. */
export async function startCaixaApiServer(answers: Record<string, CaixaAnswer[]> = {}): Promise<CaixaApiServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace('/api/', '');
    api.asked.push(path);
    api.mostUnderWay = Math.max(api.mostUnderWay, ++api.underWay);
    response.on('close', () => api.underWay--);
    if (api.fault(path, response, request)) return;
    const [name, number] = path.split('/');
    const of = api.answers[name] ?? [];
    const answer = number === undefined ? of.at(-1) : of.find(({ numero }) => numero === Number(number));
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: 'not found' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const api: CaixaApiServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    asked: [],
    underWay: 0,
    mostUnderWay: 0,
    answers,
    fault: () => false,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return api;
}

/** Builds Caixa's answers for the first `most` draws of a CSV, with prizes if a CSV of winners is passed. */
export function answersOf(lottery: string, csv: Buffer, winnings?: Buffer, most = Number.POSITIVE_INFINITY): CaixaAnswer[] {
  const prizes = new Map(winnings && rowsOf(winnings).map((row) => [row.concurso, row]));
  return rowsOf(csv)
    .slice(0, most)
    .map((row) => toAnswer(lottery, row, prizes.get(row.concurso)));
}

function toAnswer(lottery: string, row: Record<string, string>, prizes: Record<string, string> | undefined): CaixaAnswer {
  const list = (name: RegExp) =>
    Object.entries(row)
      .filter(([column]) => name.test(column))
      .map(([, ball]) => ball.padStart(2, '0'));
  const balls = list(/^bola\d/);
  const second = list(/^s2_bola\d/);
  const clovers = list(/^trevo\d/);
  const columns = LOTTERIES.find(({ id }) => id === lottery)?.columnSize !== undefined;
  return {
    ...{ acumulado: true, dataApuracao: row.data.split('-').toReversed().join('/'), id: null, tipoPublicacao: 3 },
    // In the order of drawing; a lottery with columns draws column by column.
    dezenasSorteadasOrdemSorteio: columns ? balls : [...balls.toReversed(), ...second, ...clovers],
    listaDezenas: columns ? balls.toSorted() : balls,
    listaDezenasSegundoSorteio: second.length > 0 ? second : null,
    ...(clovers.length > 0 ? { trevosSorteados: clovers } : {}),
    indicadorConcursoEspecial: prizes?.especial === '1' ? 2 : 1,
    listaRateioPremio: Object.entries(prizes ?? {})
      .filter(([column, value]) => column.startsWith('ganhadores_') && value !== '')
      .map(([column, value], i) => ({
        ...{ descricaoFaixa: `${column.slice('ganhadores_'.length)} acertos`, faixa: i + 1 },
        ...{ numeroDeGanhadores: Number(value), valorPremio: 0 },
      })),
    nomeTimeCoracaoMesSorte: '\0'.repeat(17),
    numero: Number(row.concurso),
    tipoJogo: lottery.toUpperCase().replaceAll('-', '_'),
    valorArrecadado: Number(prizes?.arrecadacao ?? 0),
  };
}

function rowsOf(csv: Buffer): Record<string, string>[] {
  return parse(csv, { bom: true, columns: true, skip_empty_lines: true, relax_column_count: true });
}
