import { toGameBatch } from '../../../core/batch.js';
import { toGameSpec } from '../../../domain/game-spec/spec-messages.js';
import { toGenerationSummary, toRuleReportMessage } from '../../../domain/game-spec/summary.js';
import { linkSignals } from '../../../shared/async/linked-signal.js';
import { DezenasError } from '../../../shared/errors.js';
import { toTimestamp } from '../../../shared/grpc/timestamp.js';
import { compileProgram, generatedGames } from '../../game-spec/compile-program.js';
import { loadPinnedSpec } from '../../game-spec/load-pinned-spec.js';
import { partialNotice } from '../../game-spec/notices.js';
import type { SpecSources } from '../../game-spec/resolve-spec.js';
import type { RunnerChooser } from '../../generation/choose-runner.js';
import { generateGames, shortfallError } from '../../generation/generation.js';
import type { ExcelWriterClient, WriteWorkbookRequest } from '../../workbooks/excel-writer-client.js';
import { type Job, workbookIdOf } from '../model/job.js';
import { fromWorkbook, toDrawResult, toWorkbookOptions } from '../model/job-messages.js';
import type { JobRunner } from './job-runner.js';

/** What an attempt of a job works with. */
export interface JobTools {
  chooser: RunnerChooser;
  writer: ExcelWriterClient;
  sources: SpecSources;
}

/** An attempt's whole work: generate, in order, into the excel-writer's stream. */
export function createJobRunner(tools: JobTools): JobRunner {
  return async (job, changed, signal) => {
    const work = linkSignals(signal);
    const requests = writeRequests(job, tools, changed, work.signal);
    try {
      if (job.request.workbook.format === 'NONE') {
        for await (const _ of requests);
        return;
      }
      for await (const { rowsWritten, bytesWritten, workbook } of tools.writer.write(requests, { signal, requestId: job.id })) {
        job.progress.rowsWritten = Number(rowsWritten);
        job.progress.bytesWritten = Number(bytesWritten);
        if (workbook) job.workbooks.push(fromWorkbook(workbook));
        changed();
      }
    } finally {
      // What it still generates tells of this attempt: it is over before the next one begins, and that is not when all games are there.
      work.release();
      await requests.return(undefined);
    }
    if (job.workbooks.length === 0) throw new DezenasError('INTERNAL', 'the excel-writer ended without a workbook');
  };
}

/** What the excel-writer is sent: header, every batch as it is generated, summary. */
async function* writeRequests(
  job: Job,
  { chooser, sources }: JobTools,
  changed: () => void,
  signal: AbortSignal,
): AsyncGenerator<WriteWorkbookRequest> {
  const { spec, workbook, mode, allowPartial } = job.request;
  const compiled = compileProgram(await loadPinnedSpec(spec, sources));
  const runner = await chooser.choose(mode, generatedGames(spec), signal, job.id);
  job.executor = runner.name;
  changed();
  yield {
    header: {
      workbookId: workbookIdOf(job),
      spec: toGameSpec(spec),
      options: toWorkbookOptions(workbook),
      createTime: toTimestamp(job.createTime),
      drawn: job.request.drawn && toDrawResult(job.request.drawn),
      rules: compiled.rules.map((rule) => ({ ...toRuleReportMessage(rule), rejections: 0 })),
    },
  };
  const games = generateGames(spec, compiled, runner, signal, (generated) => {
    job.progress.gamesGenerated = generated;
    changed();
  });
  let step = await games.next();
  for (; !step.done; step = await games.next()) yield { batch: toGameBatch(step.value) };
  const { summary, shortfall } = step.value;
  job.summary = summary;
  if (shortfall) {
    if (!allowPartial || summary.games === 0) throw shortfallError(shortfall);
    job.notices.push(partialNotice(summary.games, spec.quantity, workbook.locale));
  }
  job.state = 'WRITING';
  changed();
  yield { summary: { generation: toGenerationSummary(summary), notices: job.notices } };
}
