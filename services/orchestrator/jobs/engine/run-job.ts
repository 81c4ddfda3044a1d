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

/** The dependencies of an attempt. */
export interface JobTools {
  chooser: RunnerChooser;
  writer: ExcelWriterClient;
  sources: SpecSources;
}

/** Creates the runner of attempts, which generates the games in order and streams them to the excel-writer. */
export function createJobRunner(tools: JobTools): JobRunner {
  return async (job, onChange, signal) => {
    const work = linkSignals(signal);
    const requests = writeRequests(job, tools, onChange, work.signal);
    try {
      if (job.request.workbook.format === 'NONE') {
        for await (const _ of requests);
        return;
      }
      for await (const { rowsWritten, bytesWritten, workbook } of tools.writer.write(requests, { signal, requestId: job.id })) {
        job.progress.rowsWritten = Number(rowsWritten);
        job.progress.bytesWritten = Number(bytesWritten);
        if (workbook) job.workbooks.push(fromWorkbook(workbook));
        onChange();
      }
    } finally {
      // The generation reports progress of this attempt, so it must have stopped before the next attempt begins.
      work.release();
      await requests.return(undefined);
    }
    if (job.workbooks.length === 0) throw new DezenasError('INTERNAL', 'the excel-writer ended the call without a workbook');
  };
}

/** Yields the requests to the excel-writer: the header, every batch as it is generated, the summary. */
async function* writeRequests(
  job: Job,
  { chooser, sources }: JobTools,
  onChange: () => void,
  signal: AbortSignal,
): AsyncGenerator<WriteWorkbookRequest> {
  const { spec, workbook, mode, allowPartial } = job.request;
  const compiled = compileProgram(await loadPinnedSpec(spec, sources));
  const runner = await chooser.choose(mode, generatedGames(spec), signal, job.id);
  job.executor = runner.name;
  onChange();
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
    onChange();
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
  onChange();
  yield { summary: { generation: toGenerationSummary(summary), notices: job.notices } };
}
