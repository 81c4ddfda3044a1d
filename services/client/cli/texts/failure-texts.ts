/** Why a call or a job failed, in Portuguese, by the reasons that docs/reference/errors.md lists. English uses the server's own message. */

import type { Locale } from '../../../shared/locale.js';
import type { Job } from '../../library/client.js';
import { COMMAND_TEXTS } from './command-texts.js';
import { formatCount } from './format-count.js';

/** The failure of a call or of a job. */
export interface Failure {
  reason: string;
  /** The server's message, in English. */
  message: string;
  /** How long to wait before the next try of the call. */
  retryAfterMs?: number;
  job?: Job;
}

/** A text without a value (null, undefined) leaves the server's message in place. */
type FailureText = string | ((failure: Failure) => string | null | undefined);

/** Describes a failure in one language, and how long to wait where that is known. A reason without a text keeps the server's message. */
export function describeFailure(failure: Failure, locale: Locale): string {
  const entry = FAILURE_TEXTS[locale][failure.reason];
  const text = (typeof entry === 'function' ? entry(failure) : entry) ?? failure.message;
  const { retryAfterMs } = failure;
  return retryAfterMs === undefined ? text : `${text}: ${TRY_AGAIN[locale](Math.ceil(retryAfterMs / 1000))}`;
}

const TRY_AGAIN: Record<Locale, (seconds: number) => string> = {
  en: (seconds) => `try again in ${seconds} s`,
  'pt-BR': (seconds) => `tente de novo em ${seconds} s`,
};

const NOT_SERVING = /^not serving: (.*)/;

/** Messages of gRPC about an unreachable server; the groups hold the cause. */
const NO_CONNECTION = /^(?:no connection to the server: )(.*)|^((?:Name resolution failed|Failed to connect|Connection dropped).*)/s;

const ptBR: Record<string, FailureText> = {
  UNAVAILABLE: ({ message }) => {
    const cause = NO_CONNECTION.exec(message);
    if (cause) return `sem conexão com o servidor: ${cause[1] ?? cause[2]}`;
    return NOT_SERVING.test(message) ? message.replace(NOT_SERVING, 'o serviço não está atendendo: $1') : undefined;
  },
  NOT_FOUND: ({ message }) => (message === 'the server has no such service' ? 'o servidor não tem esse serviço' : undefined),
  DEADLINE_EXCEEDED: 'o servidor não respondeu a tempo',
  TOKEN_REQUIRED: 'falta um token válido: informe o arquivo com --token-file ou o token em DEZENAS_TOKEN',
  RATE_LIMITED: 'este cliente atingiu o limite de trabalhos criados por minuto',
  QUEUE_FULL: 'a fila de trabalhos está cheia',
  TOO_MANY_STREAMS: 'o servidor atingiu o limite de pedidos simultâneos deste tipo',
  CALLER_IDLE: 'o pedido ficou parado tempo demais enquanto outros esperavam na fila',
  CALL_TOO_LONG: 'o pedido passou do tempo máximo do servidor',
  REQUEST_TOO_LARGE: 'o pedido é grande demais para o servidor',
  REQUEST_ID_REUSED: 'este id de pedido já foi usado com outro pedido',
  JOB_NOT_FOUND: 'não há trabalho com este id; os trabalhos são apagados algum tempo depois de terminar',
  JOB_ENDED: 'o trabalho já terminou',
  JOB_ACTIVE: 'o trabalho ainda não terminou; cancele-o primeiro',
  JOB_NOT_RETRYABLE: 'só é possível repetir um trabalho que falhou, foi cancelado ou expirou',
  NO_WORKBOOK: 'o trabalho não tem esse arquivo, ou o arquivo ainda não está pronto',
  WORKBOOK_NOT_FOUND: 'o excel-writer não tem mais o arquivo',
  WORKBOOK_CHANGED: 'o arquivo foi gravado de novo enquanto era baixado: baixe-o desde o começo',
  RULES_EXHAUSTED: ({ job }) =>
    job?.summary &&
    `só ${formatSatisfyingGames(job.summary.games)} estas regras: todos os ${formatNumber(job.summary.spaceSize)} jogos possíveis foram examinados`,
  RULES_GAVE_UP: ({ job }) =>
    job?.summary &&
    `parou com ${formatNumber(job.summary.games)} de ${formatCount(formatNumber(job.spec?.quantity ?? 0), 'jogo', 'jogos')}: 750.000 candidatos seguidos violaram as regras`,
  NO_HISTORY: 'nenhum concurso desta loteria foi importado; importe um arquivo com: dezenas draws import ARQUIVO',
  NO_WINNINGS: 'há poucos concursos com ganhadores e arrecadação para ajustar a popularidade; importe um arquivo com esses dados',
  NO_POPULARITY: 'nenhum modelo de popularidade foi ajustado para esta loteria; ajuste um com: dezenas draws fit',
  CORE_CHANGED: 'o trabalho foi criado para outra versão do núcleo; crie-o de novo',
  HISTORY_GONE: 'o servidor não tem mais a versão do histórico de concursos que o trabalho usa; crie-o de novo',
  POPULARITY_GONE: 'o servidor não tem mais o modelo de popularidade que o trabalho usa; crie-o de novo',
  PROCESSING_TIMEOUT: 'o trabalho passou do tempo máximo',
  TOO_MANY_ATTEMPTS: 'o trabalho foi iniciado várias vezes sem chegar ao fim',
  GENERATOR_UNAVAILABLE: 'nenhum gerador responde',
  GENERATOR_REFUSED: 'um gerador recusou o token interno do orquestrador',
  GENERATORS_DAMAGED: 'os geradores enviaram jogos corrompidos repetidas vezes',
  TASK_FAILED: 'uma tarefa falhou três vezes; veja a causa no log do serviço',
  EXCEL_WRITER_UNAVAILABLE: 'o excel-writer não responde ou caiu',
  EXCEL_WRITER_REFUSED: 'o excel-writer recusou o token interno do orquestrador',
  // The server's message says whether the store is full, read-only, refused or unreachable.
  WORKBOOK_STORE_FAILED: ({ message }) => `não foi possível gravar ou ler os arquivos de jogos (${message})`,
  SORT_FAILED: ({ message }) => `não foi possível usar a pasta de ordenação (${message})`,
  INCOMPLETE: 'o excel-writer não recebeu o trabalho até o fim',
  PEER_SILENT: 'o outro lado da conexão ficou tempo demais sem enviar nada',
  STOPPING: 'o serviço está sendo encerrado; tente de novo daqui a pouco',
  JOB_STORE_UNAVAILABLE: 'o armazenamento de trabalhos e concursos não responde',
  JOB_STORE_FULL: 'o armazenamento de trabalhos e concursos está sem memória livre',
  CONTENTION: 'muitos pedidos mudam o mesmo trabalho ao mesmo tempo; tente de novo',
  JOBS_TAKEN: 'outro orquestrador já executa os trabalhos desta pasta (JOBS_DIR)',
  STORE_CORRUPT: 'os dados guardados estão danificados; se forem concursos, importe-os de novo',
  STORE_FAILED: 'não foi possível ler ou gravar os concursos; veja a causa no log do serviço',
  RESULTS_API_REFUSED:
    'a API de resultados recusou este computador (HTTP 403): ela bloqueia programas e acessos de fora do Brasil; baixe a planilha da loteria em loterias.caixa.gov.br e importe-a: dezenas draws import ARQUIVO',
  RESULTS_API_UNREACHABLE: 'a API de resultados não responde; os concursos já baixados estão guardados, execute de novo para continuar',
  RESULTS_API_BUSY:
    'a API de resultados pediu uma pausa longa; os concursos já baixados estão guardados, execute mais tarde para continuar',
  RESULTS_API_WRONG: ({ message }) => `a API de resultados enviou uma resposta inesperada (${message})`,
  SYNC_UNDER_WAY: 'os concursos desta loteria já estão sendo baixados',
  // A call can fail with INTERNAL for unknown causes: only the server's message describes them.
  INTERNAL: ({ job }) => job && 'erro interno; veja a causa no log do serviço',
};

const FAILURE_TEXTS: Record<Locale, Record<string, FailureText>> = { en: {}, 'pt-BR': ptBR };

function formatSatisfyingGames(games: string | number): string {
  return formatCount(formatNumber(games), 'jogo satisfaz', 'jogos satisfazem');
}

function formatNumber(value: string | number): string {
  return COMMAND_TEXTS['pt-BR'].number(Number(value));
}
