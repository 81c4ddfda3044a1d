import { createHash } from 'node:crypto';
import {
  type AppliedSpec,
  type CallOptions,
  type ClientOptions,
  type CreateJobRequest,
  createClient,
  type GameSpec,
  type GenerationSummary,
  type Job,
  type StreamGamesRequest,
} from '../../../services/client/library/client.js';

/** A client with the calls that tests use most. */
export class JobClient {
  readonly client: ReturnType<typeof createClient>;

  constructor(address: string, security: Omit<ClientOptions, 'address'> = {}) {
    this.client = createClient({ address, ...security });
  }

  create(request: CreateJobRequest): Promise<Job> {
    return this.client.createJob(request);
  }

  get(id: string): Promise<Job> {
    return this.client.getJob(id);
  }

  cancel(id: string): Promise<Job> {
    return this.client.cancelJob(id);
  }

  watch(id: string): AsyncGenerator<Job> {
    return this.client.watchJob(id);
  }

  /** Watches a job. @returns the first state of the job that satisfies the condition, or its final state. */
  async until(id: string, condition: (job: Job) => boolean): Promise<Job> {
    let last: Job | undefined;
    for await (const job of this.watch(id)) {
      last = job;
      if (condition(job)) break;
    }
    if (!last) throw new Error('the watch ended without a job');
    return last;
  }

  end(id: string): Promise<Job> {
    return this.until(id, () => false);
  }

  async download(id: string, range: { part?: number; offset?: number; length?: number } = {}): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.client.downloadWorkbook(id, range)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  stream(request: StreamGamesRequest, options?: CallOptions) {
    return this.client.streamAnswers(request, options);
  }

  /** Streams all games of a spec. */
  async games(spec: GameSpec, mode: StreamGamesRequest['mode'] = 'GENERATION_MODE_AUTO'): Promise<StreamedGames> {
    const pieces: Buffer[] = [];
    let summary: GenerationSummary | null | undefined;
    let applied: AppliedSpec | null | undefined;
    for await (const answer of this.stream({ spec, mode })) {
      if (answer.spec) applied = answer.spec;
      if (answer.batch) pieces.push(answer.batch.numbers);
      if (answer.summary) summary = answer.summary;
    }
    if (!summary || !applied) throw new Error('the stream ended without a spec or a summary');
    const numbers = Buffer.concat(pieces);
    return { numbers, sha256: createHash('sha256').update(numbers).digest('hex'), summary, spec: applied };
  }

  close(): void {
    this.client.close();
  }
}

export interface StreamedGames {
  /** The packed numbers, `picks` bytes for each game. */
  numbers: Buffer;
  sha256: string;
  summary: GenerationSummary;
  spec: AppliedSpec;
}
