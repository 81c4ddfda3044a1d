import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import { LOTTERIES } from '../../../services/domain/lotteries/catalogue.js';

/** An answer as Caixa shapes it: fields Dezenas uses, and others it does not. */
export type CaixaAnswer = Record<string, unknown> & { numero: number };

export interface CaixaApiServer {
  url: string;
  /** Paths asked for, in order, such as "megasena/12". */
  asked: string[];
  /** Requests under way now, and the most there were at once. */
  underWay: number;
  mostUnderWay: number;
  /** By the name of the lottery in the API; the highest number is the latest. */
  answers: Record<string, CaixaAnswer[]>;
  /** Deals with a request in its own way; false: not with this one. */
  fault: (path: string, response: ServerResponse, request: IncomingMessage) => boolean;
  stop(): Promise<void>;
}

/** Caixa's results API on a free port of this machine. */
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

/** The answers Caixa would give for the draws of a CSV and, where it has one, for its file of winners; the first `most` of them. */
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
    // As drawn, which of a ticket of columns is column by column.
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
