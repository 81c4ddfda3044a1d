import type { ChunkOrder, Program } from '../shared/core/program.js';
import { fromChunkReport, toChunkOrder, toCoreProgram } from '../shared/core/program-messages.js';
import type { Survey } from '../shared/core/survey.js';
import { DezenasError } from '../shared/errors.js';
import { type Batch, fromGameBatch } from '../shared/games/batch.js';
import { type CallOptions, callServerStream, callUnary, createGrpcClient } from '../shared/grpc/calls.js';
import type { PeerCredentials } from '../shared/grpc/credentials.js';
import { GeneratorService } from '../shared/grpc/definitions.js';
import type { DescribeResponse__Output } from '../shared/grpc/generated/dezenas/v1/DescribeResponse.js';
import type { GenerateResponse__Output } from '../shared/grpc/generated/dezenas/v1/GenerateResponse.js';
import type { SurveyResponse__Output } from '../shared/grpc/generated/dezenas/v1/SurveyResponse.js';
import type { ChunkResult } from './generation/chunk-runner.js';

/** Calls the generators behind one address. */
export class GeneratorClient {
  readonly #client: InstanceType<typeof GeneratorService>;

  constructor(address: string, credentials?: PeerCredentials) {
    this.#client = createGrpcClient(GeneratorService, address, credentials);
  }

  /** True when some generator answers within the time. */
  async answers(options: CallOptions): Promise<boolean> {
    try {
      await callUnary<object, DescribeResponse__Output>(this.#client.Describe.bind(this.#client), {}, options);
      return true;
    } catch {
      return false;
    }
  }

  /** One call on one generator: whole chunks, in the order asked for. */
  async *generate(program: Program, orders: ChunkOrder[], windowGames: Uint8Array, options: CallOptions): AsyncGenerator<ChunkResult> {
    const request = { program: toCoreProgram(program), orders: orders.map(toChunkOrder), windowGames: Buffer.from(windowGames) };
    let batches: Batch[] = [];
    const call = callServerStream<object, GenerateResponse__Output>(this.#client.Generate.bind(this.#client), request, options);
    for await (const { batch, report } of call) {
      if (batch) {
        batches.push(fromGameBatch(batch));
      } else if (report) {
        yield { batches, report: fromChunkReport(report) };
        batches = [];
      } else {
        throw new DezenasError('INTERNAL', 'a generator sent an empty message');
      }
    }
  }

  /** Judges candidates on one generator; yields what was judged so far, all of it at last. */
  async *survey(program: Program, firstIndex: bigint, candidates: number, options: CallOptions): AsyncGenerator<Survey> {
    const request = { program: toCoreProgram(program), firstIndex: firstIndex.toString(), candidates };
    const call = callServerStream<object, SurveyResponse__Output>(this.#client.Survey.bind(this.#client), request, options);
    for await (const { candidates: judged, accepted, rejections } of call) {
      yield { candidates: Number(judged), accepted: Number(accepted), rejections: rejections.map(Number) };
    }
  }

  close(): void {
    this.#client.close();
  }
}
