/** Why something failed, in the languages of the commands, by the reasons that docs/reference/errors.md lists. */

import type { Locale } from '../../../shared/locale.js';
import type { Job } from '../../library/client.js';
import { COMMAND_TEXTS } from './command-texts.js';
import { counted } from './counted.js';

/** Of a call, or of a job. */
export interface Failure {
  reason: string;
  /** The server's words, which are English. */
  message: string;
  /** After which a call may be tried again. */
  retryAfterMs?: number;
  job?: Job;
}

/** undefined where only the server's words tell what happened. */
type Words = string | ((failure: Failure) => string | null | undefined);

/** In one language: a reason that it has no words for keeps the server's. Where there is a time to wait, it is told. */
export function describeFailure(failure: Failure, locale: Locale): string {
  const words = WORDS[locale][failure.reason];
  const text = (typeof words === 'function' ? words(failure) : words) ?? failure.message;
  const { retryAfterMs } = failure;
  return retryAfterMs === undefined ? text : `${text}: ${TRY_AGAIN[locale](Math.ceil(retryAfterMs / 1000))}`;
}

const TRY_AGAIN: Record<Locale, (seconds: number) => string> = {
  en: (seconds) => `try again in ${seconds} s`,
  'pt-BR': (seconds) => `tente de novo em ${seconds} s`,
};

const NOT_SERVING = /^not serving: (.*)/;

/** What gRPC says of a server that cannot be reached, with the cause that is worth telling. */
const NO_CONNECTION = /^(?:no connection to the server: )(.*)|^((?:Name resolution failed|Failed to connect|Connection dropped).*)/s;

const ptBR: Record<string, Words> = {
  UNAVAILABLE: ({ message }) => {
    const cause = NO_CONNECTION.exec(message);
    if (cause) return `sem conexão com o servidor: ${cause[1] ?? cause[2]}`;
    return NOT_SERVING.test(message) ? message.replace(NOT_SERVING, 'o serviço não está atendendo: $1') : undefined;
  },
  NOT_FOUND: ({ message }) => (message === 'the server has no such service' ? 'o servidor não tem esse serviço' : undefined),
  DEADLINE_EXCEEDED: 'o servidor não respondeu a tempo',
  TOKEN_REQUIRED: 'falta um token válido: dê o arquivo dele com --token-file, ou o próprio em DEZENAS_TOKEN',
  RATE_LIMITED: 'este cliente já criou todos os trabalhos que pode criar por minuto',
  QUEUE_FULL: 'a fila de trabalhos está cheia',
  TOO_MANY_STREAMS: 'o servidor já atende tantos pedidos destes quantos pode',
  CALLER_IDLE: 'o pedido ficou parado tempo demais enquanto outros esperavam a vez',
  CALL_TOO_LONG: 'o pedido passou do tempo máximo do servidor',
  REQUEST_TOO_LARGE: 'o pedido é grande demais para o servidor',
  REQUEST_ID_REUSED: 'este id de pedido já foi usado com outro pedido',
  JOB_NOT_FOUND: 'não há trabalho com este id; os trabalhos são esquecidos algum tempo depois do fim',
  JOB_ENDED: 'o trabalho já terminou',
  JOB_ACTIVE: 'o trabalho ainda não terminou; cancele-o primeiro',
  JOB_NOT_RETRYABLE: 'só um trabalho que falhou, foi cancelado ou expirou pode ser repetido',
  NO_WORKBOOK: 'o trabalho não tem esse arquivo, ou ainda não o terminou',
  WORKBOOK_NOT_FOUND: 'o excel-writer não tem mais o arquivo',
  WORKBOOK_CHANGED: 'o arquivo foi gravado de novo enquanto era baixado: baixe-o desde o começo',
  RULES_EXHAUSTED: ({ job }) =>
    job?.summary &&
    `só ${satisfying(job.summary.games)} estas regras: todos os ${number(job.summary.spaceSize)} jogos possíveis foram examinados`,
  RULES_GAVE_UP: ({ job }) =>
    job?.summary &&
    `parou depois de ${number(job.summary.games)} de ${counted(number(job.spec?.quantity ?? 0), 'jogo', 'jogos')}: 750.000 candidatos seguidos violaram as regras`,
  NO_HISTORY: 'nenhum concurso desta loteria foi importado; importe um arquivo com: dezenas draws import ARQUIVO',
  NO_WINNINGS: 'há poucos concursos com ganhadores e arrecadação para ajustar a popularidade; importe um arquivo que os tenha',
  NO_POPULARITY: 'nenhum modelo de popularidade foi ajustado para esta loteria; ajuste um com: dezenas draws fit',
  CORE_CHANGED: 'o trabalho foi criado para outra versão do núcleo; crie-o de novo',
  HISTORY_GONE: 'o servidor não tem mais a versão do histórico de concursos que o trabalho usa; crie-o de novo',
  POPULARITY_GONE: 'o servidor não tem mais o modelo de popularidade que o trabalho usa; crie-o de novo',
  PROCESSING_TIMEOUT: 'o trabalho passou do tempo máximo',
  TOO_MANY_ATTEMPTS: 'o trabalho foi iniciado várias vezes sem chegar ao fim',
  GENERATOR_UNAVAILABLE: 'nenhum gerador responde',
  GENERATOR_REFUSED: 'um gerador recusou o token interno do orquestrador',
  GENERATORS_DAMAGED: 'os geradores enviam jogos errados repetidas vezes',
  TASK_FAILED: 'uma tarefa falhou três vezes; o registro do serviço traz a causa',
  EXCEL_WRITER_UNAVAILABLE: 'o excel-writer não responde ou caiu',
  EXCEL_WRITER_REFUSED: 'o excel-writer recusou o token interno do orquestrador',
  // The server's words say whether it is full, read-only, denied or away.
  WORKBOOK_STORE_FAILED: ({ message }) => `não foi possível gravar ou ler os arquivos de jogos (${message})`,
  SORT_FAILED: ({ message }) => `não foi possível usar a pasta de ordenação (${message})`,
  INCOMPLETE: 'o excel-writer não recebeu o trabalho até o fim',
  PEER_SILENT: 'o outro lado da conexão ficou calado tempo demais',
  STOPPING: 'o serviço está sendo encerrado; tente de novo daqui a pouco',
  JOB_STORE_UNAVAILABLE: 'o armazenamento de trabalhos e concursos não responde',
  JOB_STORE_FULL: 'o armazenamento de trabalhos e concursos está sem memória livre',
  CONTENTION: 'muitos pedidos mudam o mesmo trabalho ao mesmo tempo; tente de novo',
  JOBS_TAKEN: 'outro orquestrador já executa os trabalhos desta pasta (JOBS_DIR)',
  STORE_CORRUPT: 'os dados guardados estão danificados; se forem concursos, importe-os de novo',
  STORE_FAILED: 'não foi possível ler ou gravar os concursos; o registro do serviço traz a causa',
  RESULTS_API_REFUSED:
    'a API de resultados recusa este computador (HTTP 403), como faz fora do Brasil e com programas; baixe a planilha da loteria em loterias.caixa.gov.br e importe-a: dezenas draws import ARQUIVO',
  RESULTS_API_UNREACHABLE: 'a API de resultados não responde; o que já foi baixado está guardado, e rodar de novo continua daí',
  RESULTS_API_BUSY: 'a API de resultados pede uma pausa longa; o que já foi baixado está guardado, e rodar mais tarde continua daí',
  RESULTS_API_WRONG: ({ message }) => `a API de resultados não respondeu com resultados (${message})`,
  SYNC_UNDER_WAY: 'os concursos desta loteria já estão sendo baixados',
  // Of a call, what a server does not know is INTERNAL, too: its words are all there is.
  INTERNAL: ({ job }) => job && 'erro interno; o registro do serviço traz a causa',
};

const WORDS: Record<Locale, Record<string, Words>> = { en: {}, 'pt-BR': ptBR };

function satisfying(games: string | number): string {
  return counted(number(games), 'jogo satisfaz', 'jogos satisfazem');
}

function number(value: string | number): string {
  return COMMAND_TEXTS['pt-BR'].number(Number(value));
}
