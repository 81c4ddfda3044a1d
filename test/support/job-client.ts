import { createHash } from 'node:crypto';
import { type CallOptions, callServerStream, callUnary, createGrpcClient } from '../../services/shared/grpc/calls.js';
import { JobService } from '../../services/shared/grpc/definitions.js';
import type { CreateJobRequest } from '../../services/shared/grpc/generated/dezenas/v1/CreateJobRequest.js';
import type { DownloadWorkbookResponse__Output } from '../../services/shared/grpc/generated/dezenas/v1/DownloadWorkbookResponse.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import type { GenerationSummary__Output } from '../../services/shared/grpc/generated/dezenas/v1/GenerationSummary.js';
import type { Job__Output } from '../../services/shared/grpc/generated/dezenas/v1/Job.js';
import type { StreamGamesRequest } from '../../services/shared/grpc/generated/dezenas/v1/StreamGamesRequest.js';
import type { StreamGamesResponse__Output } from '../../services/shared/grpc/generated/dezenas/v1/StreamGamesResponse.js';

type JobAnswer = { job: Job__Output | null };

/** JobService with bare messages: what any gRPC client sees. */
export class JobClient {
  readonly #client: InstanceType<typeof JobService>;

  constructor(address: string) {
    this.#client = createGrpcClient(JobService, address);
  }

  async create(request: CreateJobRequest): Promise<Job__Output> {
    return present(await callUnary<CreateJobRequest, JobAnswer>(this.#client.CreateJob.bind(this.#client), request));
  }

  async get(id: string): Promise<Job__Output> {
    return present(await callUnary<object, JobAnswer>(this.#client.GetJob.bind(this.#client), { id }));
  }

  async cancel(id: string): Promise<Job__Output> {
    return present(await callUnary<object, JobAnswer>(this.#client.CancelJob.bind(this.#client), { id }));
  }

  async *watch(id: string, options: CallOptions = {}): AsyncGenerator<Job__Output> {
    for await (const answer of callServerStream<object, JobAnswer>(this.#client.WatchJob.bind(this.#client), { id }, options)) {
      yield present(answer);
    }
  }

  /** The job as it is when it first satisfies the condition, or at its end. */
  async until(id: string, condition: (job: Job__Output) => boolean): Promise<Job__Output> {
    let last: Job__Output | undefined;
    for await (const job of this.watch(id)) {
      last = job;
      if (condition(job)) break;
    }
    if (!last) throw new Error('the watch ended without a job');
    return last;
  }

  async end(id: string): Promise<Job__Output> {
    return this.until(id, () => false);
  }

  async download(id: string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    const call = callServerStream<object, DownloadWorkbookResponse__Output>(this.#client.DownloadWorkbook.bind(this.#client), { id });
    for await (const { data } of call) if (data) pieces.push(data);
    return Buffer.concat(pieces);
  }

  stream(request: StreamGamesRequest, options: CallOptions = {}): AsyncGenerator<StreamGamesResponse__Output> {
    return callServerStream<StreamGamesRequest, StreamGamesResponse__Output>(this.#client.StreamGames.bind(this.#client), request, options);
  }

  /** All packed numbers of a spec, their digest, and the summary. */
  async games(
    spec: GameSpec,
    mode: StreamGamesRequest['mode'] = 'GENERATION_MODE_AUTO',
  ): Promise<{ numbers: Buffer; sha256: string; summary: GenerationSummary__Output; spec: StreamGamesResponse__Output['spec'] }> {
    const pieces: Buffer[] = [];
    let summary: GenerationSummary__Output | null | undefined;
    let applied: StreamGamesResponse__Output['spec'];
    for await (const answer of this.stream({ spec, mode })) {
      if (answer.spec) applied = answer.spec;
      if (answer.batch) pieces.push(answer.batch.numbers);
      if (answer.summary) summary = answer.summary;
    }
    if (!summary) throw new Error('the stream ended without a summary');
    const numbers = Buffer.concat(pieces);
    return { numbers, sha256: createHash('sha256').update(numbers).digest('hex'), summary, spec: applied };
  }

  close(): void {
    this.#client.close();
  }
}

function present({ job }: JobAnswer): Job__Output {
  if (!job) throw new Error('an answer without a job');
  return job;
}
