import { randomUUID } from 'node:crypto';
import { toGameBatch } from '../../../services/core/batch.js';
import { toGameSpec } from '../../../services/domain/game-spec/spec-messages.js';
import { toGenerationSummary } from '../../../services/domain/game-spec/summary.js';
import { generateGames } from '../../../services/orchestrator/generation/generation.js';
import { InProcessRunner } from '../../../services/orchestrator/generation/in-process-runner.js';
import { ExcelWriterClient } from '../../../services/orchestrator/workbooks/excel-writer-client.js';
import type { GameSpec } from '../../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import type { WorkbookOptions } from '../../../services/shared/grpc/generated/dezenas/v1/WorkbookOptions.js';
import type { WriteWorkbookRequest } from '../../../services/shared/grpc/generated/dezenas/v1/WriteWorkbookRequest.js';
import type { WriteWorkbookResponse__Output } from '../../../services/shared/grpc/generated/dezenas/v1/WriteWorkbookResponse.js';
import { programOf } from './programs.js';

/** Builds the messages that the excel-writer receives for a spec: header, batches, summary. */
export async function workbookRequests(
  spec: GameSpec,
  options: WorkbookOptions = {},
  id: string = randomUUID(),
): Promise<WriteWorkbookRequest[]> {
  const compiled = await programOf(spec);
  const requests: WriteWorkbookRequest[] = [
    { header: { workbookId: id, spec: toGameSpec(compiled.spec), options, createTime: { seconds: 1_700_000_000 } } },
  ];
  const games = generateGames(compiled.spec, compiled, new InProcessRunner(), new AbortController().signal);
  let step = await games.next();
  for (; !step.done; step = await games.next()) requests.push({ batch: toGameBatch(step.value) });
  requests.push({ summary: { generation: toGenerationSummary(step.value.summary), notices: ['a notice'] } });
  return requests;
}

/** Sends the requests. @returns the last answer. */
export async function write(
  address: string,
  requests: Iterable<WriteWorkbookRequest> | AsyncIterable<WriteWorkbookRequest>,
  signal?: AbortSignal,
) {
  const client = new ExcelWriterClient(address, 30_000);
  try {
    let last: WriteWorkbookResponse__Output | undefined;
    for await (last of client.write(each(requests), { signal }));
    return last;
  } finally {
    client.close();
  }
}

export async function readWorkbook(
  address: string,
  id: string,
  range: { part?: number; offset?: number; length?: number } = {},
): Promise<Buffer> {
  const client = new ExcelWriterClient(address, 30_000);
  try {
    const pieces: Buffer[] = [];
    for await (const piece of client.read(id, { part: 1, offset: 0, length: 0, ...range }, {})) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    client.close();
  }
}

async function* each<T>(values: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* values;
}
