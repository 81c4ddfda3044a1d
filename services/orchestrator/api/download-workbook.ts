import { sheetsOf } from '../../domain/workbook/workbook-layout.js';
import { DezenasError, invalidArgument } from '../../shared/errors.js';
import type { DownloadWorkbookRequest__Output } from '../../shared/grpc/generated/dezenas/v1/DownloadWorkbookRequest.js';
import type { DownloadWorkbookResponse } from '../../shared/grpc/generated/dezenas/v1/DownloadWorkbookResponse.js';
import type { CallContext } from '../../shared/grpc/server/handlers.js';
import { Violations } from '../../shared/violations.js';
import { type Job, type WorkbookInfo, workbookIdOf } from '../jobs/model/job.js';
import type { ExcelWriterClient } from '../workbooks/excel-writer-client.js';

/**
 * Yields the description of a finished file of a job, then the requested bytes.
 * @throws DezenasError FAILED_PRECONDITION when the job does not have the file, INVALID_ARGUMENT for a wrong part or range.
 */
export async function* downloadWorkbook(
  { part, offset, length }: DownloadWorkbookRequest__Output,
  job: Job,
  writer: ExcelWriterClient,
  { signal, requestId }: CallContext,
): AsyncGenerator<DownloadWorkbookResponse> {
  const workbook = findWorkbook(job, part);
  const range = { part: workbook.part, offset: Number(offset), length: Number(length) };
  const violations = new Violations();
  violations.checkRange('offset', range.offset, 0, workbook.sizeBytes);
  violations.checkRange('length', range.length, 0, Number.MAX_SAFE_INTEGER);
  violations.throwIfAny();
  yield { workbook };
  for await (const data of writer.read(workbookIdOf(job), range, { signal, requestId })) yield { data };
}

/** Finds the requested file. A request for a job with one file may leave out the part. */
function findWorkbook({ workbooks, state, request: { spec, workbook } }: Job, part: number): WorkbookInfo {
  if (workbook.format === 'NONE')
    throw new DezenasError('FAILED_PRECONDITION', 'the job writes no file (workbook.format is NONE)', { reason: 'NO_WORKBOOK' });
  const parts = workbook.format === 'XLSX' && workbook.layout === 'WORKBOOKS' ? sheetsOf(spec.quantity, workbook.sheetGames) : 1;
  if (part < 0 || part > parts || (part === 0 && parts > 1)) {
    throw invalidArgument([{ field: 'part', description: parts > 1 ? `must be 1 to ${parts}: the job has ${parts} files` : 'must be 1' }]);
  }
  const found = workbooks.find((each) => each.part === (part || 1));
  if (found) return found;
  throw new DezenasError('FAILED_PRECONDITION', `the file is not available: the job is ${state}`, { reason: 'NO_WORKBOOK' });
}
