import { type Batch, fromGameBatch } from '../../core/batch.js';
import type { ChunkOrder, Program } from '../../core/program.js';
import { fromChunkReport, toChunkOrder, toCoreProgram } from '../../core/program-messages.js';
import type { Survey } from '../../core/survey.js';
import { DezenasError } from '../../shared/errors.js';
import { type CallOptions, callServerStream } from '../../shared/grpc/client/calls.js';
import { createGrpcClient, isReachable } from '../../shared/grpc/client/create-client.js';
import type { PeerCredentials } from '../../shared/grpc/client/credentials.js';
import { checkHealth } from '../../shared/grpc/client/health.js';
import { GeneratorService } from '../../shared/grpc/definitions.js';
import type { GenerateResponse__Output } from '../../shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import type { SurveyResponse__Output } from '../../shared/grpc/generated/dezenas/v1/SurveyResponse.js';
import { type ChunkAnswer, damagedAnswerError } from './check-answer.js';

/** Longest silence of a generator, which sends a heartbeat each second. */
const SILENCE_MS = 10_000;
/** Longest silence of a survey, which waits for other work of the generator. */
const SURVEY_SILENCE_MS = 60_000;

/** Longest wait for a connection to a generator. */
const PROBE_MS = 2_000;
/** Longest wait for the cause of a missing connection. */
const DIAGNOSIS_MS = 500;

/** The reason of the error for a refused internal token. */
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
   * Returns whether a generator is connected. No call is made, because with two replicas in turn, one would receive all probes and the other all
   * work.
   * @throws DezenasError CANCELLED when the signal fires.
   */
  isReachable({ timeoutMs = PROBE_MS, signal }: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<boolean> {
    return isReachable(this.#client, timeoutMs, signal);
  }

  /** Returns the error of a health check, for the log: no connection, an unknown name, a wrong certificate. */
  findUnreachableCause(): Promise<unknown> {
    return this.#askHealth().catch((error) => error);
  }

  /**
   * Calls one generator and yields complete chunks, in the order of `orders`.
   * @throws DezenasError INTERNAL with reason ANSWER_DAMAGED for a malformed message, UNAVAILABLE when the generator is silent for too long,
   * UNAVAILABLE with reason GENERATOR_REFUSED when the generator refuses the internal token.
   */
  async *generate(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, options: CallOptions): AsyncGenerator<ChunkAnswer> {
    const request = { program: toCoreProgram(program), orders: orders.map(toChunkOrder), windowGames: Buffer.from(windowGames) };
    let batches: Batch[] = [];
    const call = callServerStream<object, GenerateResponse__Output>(this.#client.Generate.bind(this.#client), request, {
      silenceMs: SILENCE_MS,
      ...options,
    });
    for await (const { batch, report, heartbeat } of withRefusalErrors(call)) {
      if (batch) {
        batches.push(decode(() => fromGameBatch(batch)));
      } else if (report) {
        yield { batches, report: decode(() => fromChunkReport(report)), checksum: report.checksum };
        batches = [];
      } else if (!heartbeat) {
        throw damagedAnswerError('an empty message');
      }
    }
  }

  /** Judges candidates on one generator. Yields the result so far; the last value is the complete result. */
  async *survey(program: Program, firstIndex: bigint, candidates: number, options: CallOptions): AsyncGenerator<Survey> {
    const request = { program: toCoreProgram(program), firstIndex: firstIndex.toString(), candidates };
    const call = callServerStream<object, SurveyResponse__Output>(this.#client.Survey.bind(this.#client), request, {
      silenceMs: SURVEY_SILENCE_MS,
      ...options,
    });
    for await (const survey of withRefusalErrors(call)) {
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

/** Yields the answers of a call. Converts UNAUTHENTICATED, because the refused token is the internal one, not the caller's. */
async function* withRefusalErrors<T>(answers: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* answers;
  } catch (error) {
    if (!(error instanceof DezenasError) || error.code !== 'UNAUTHENTICATED') throw error;
    throw new DezenasError('UNAVAILABLE', 'a generator refused the internal token', { reason: REFUSED, cause: error });
  }
}

/** Decodes a part of an answer. A malformed part is a damaged answer, not INVALID_ARGUMENT. */
function decode<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damagedAnswerError('a malformed message', error);
  }
}
