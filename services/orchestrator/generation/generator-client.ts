import { type Batch, fromGameBatch } from '../../core/batch.js';
import type { ChunkOrder, Program } from '../../core/program.js';
import { fromChunkReport, toChunkOrder, toCoreProgram } from '../../core/program-messages.js';
import type { Survey } from '../../core/survey.js';
import { DezenasError } from '../../shared/errors.js';
import { type CallOptions, callServerStream, createGrpcClient, isReachable } from '../../shared/grpc/client/calls.js';
import type { PeerCredentials } from '../../shared/grpc/client/credentials.js';
import { checkHealth } from '../../shared/grpc/client/health.js';
import { GeneratorService } from '../../shared/grpc/definitions.js';
import type { GenerateResponse__Output } from '../../shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import type { SurveyResponse__Output } from '../../shared/grpc/generated/dezenas/v1/SurveyResponse.js';
import { type ChunkAnswer, damagedAnswer } from './check-answer.js';

/** A generator sends a heartbeat each second. */
const SILENCE_MS = 10_000;
/** A survey is silent while others' work goes before it. */
const SURVEY_SILENCE_MS = 60_000;

/** How long a connection to a generator may take. */
const PROBE_MS = 2_000;
/** How long finding out why there is none may take. */
const DIAGNOSIS_MS = 500;

/** The reason of an error about a token. */
export const REFUSED = 'GENERATOR_REFUSED';

/** Calls the generators behind one address. */
export class GeneratorClient {
  readonly #client: InstanceType<typeof GeneratorService>;
  readonly #askHealth: () => Promise<void>;

  constructor(address: string, credentials?: PeerCredentials) {
    this.#client = createGrpcClient(GeneratorService, address, credentials);
    this.#askHealth = () => checkHealth(address, '', DIAGNOSIS_MS, credentials);
  }

  /**
   * True when some generator can be called. No call is made: of two replicas in turn, one would get all
   * the probes and the other all the work.
   * @throws DezenasError CANCELLED when the signal fires.
   */
  isReachable({ timeoutMs = PROBE_MS, signal }: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<boolean> {
    return isReachable(this.#client, timeoutMs, signal);
  }

  /** Why none is reachable, for the log: no connection, no such name, a certificate. */
  whyUnreachable(): Promise<unknown> {
    return this.#askHealth().catch((error) => error);
  }

  /**
   * One call on one generator: whole chunks, in the order asked for.
   * @throws DezenasError INTERNAL with reason ANSWER_DAMAGED for a message that is none; UNAVAILABLE when nothing comes for too
   * long, with reason GENERATOR_REFUSED when it does not accept the internal token.
   */
  async *generate(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, options: CallOptions): AsyncGenerator<ChunkAnswer> {
    const request = { program: toCoreProgram(program), orders: orders.map(toChunkOrder), windowGames: Buffer.from(windowGames) };
    let batches: Batch[] = [];
    const call = callServerStream<object, GenerateResponse__Output>(this.#client.Generate.bind(this.#client), request, {
      silenceMs: SILENCE_MS,
      ...options,
    });
    for await (const { batch, report, heartbeat } of accepted(call)) {
      if (batch) {
        batches.push(sound(() => fromGameBatch(batch)));
      } else if (report) {
        yield { batches, report: sound(() => fromChunkReport(report)), checksum: report.checksum };
        batches = [];
      } else if (!heartbeat) {
        throw damagedAnswer('an empty message');
      }
    }
  }

  /** Judges candidates on one generator; yields what was judged so far, all of it at last. */
  async *survey(program: Program, firstIndex: bigint, candidates: number, options: CallOptions): AsyncGenerator<Survey> {
    const request = { program: toCoreProgram(program), firstIndex: firstIndex.toString(), candidates };
    const call = callServerStream<object, SurveyResponse__Output>(this.#client.Survey.bind(this.#client), request, {
      silenceMs: SURVEY_SILENCE_MS,
      ...options,
    });
    for await (const survey of accepted(call)) {
      yield {
        candidates: Number(survey.candidates),
        accepted: Number(survey.accepted),
        rejections: survey.rejections.map(Number),
      };
    }
  }

  close(): void {
    this.#client.close();
  }
}

/** The answers of a call. A token that is refused is not the caller's: it is this service's. */
async function* accepted<T>(answers: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* answers;
  } catch (error) {
    if (!(error instanceof DezenasError) || error.code !== 'UNAUTHENTICATED') throw error;
    throw new DezenasError('UNAVAILABLE', 'a generator refused the internal token', { reason: REFUSED, cause: error });
  }
}

/** What a generator sent was not refused by it: a malformed part is damage, not a wrong argument. */
function sound<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damagedAnswer('a malformed message', error);
  }
}
