/** Metrics of the excel-writer; docs/reference/metrics.md lists them. */

import { FILE_FORMATS } from '../../domain/workbook/file-format.js';
import { counter, histogram } from '../../shared/observability/metric.js';

export const rows = counter<'format'>({
  name: 'dezenas_rows_total',
  help: 'Games written to files, also to those of jobs that failed later',
  labels: { format: FILE_FORMATS },
});

export const workbooks = counter<'format'>({
  name: 'dezenas_workbooks_total',
  help: 'Files finished',
  labels: { format: FILE_FORMATS },
});

export const workbookBytes = counter<'format'>({
  name: 'dezenas_workbook_bytes_total',
  help: 'Bytes of finished files',
  labels: { format: FILE_FORMATS },
});

export const workbookSeconds = histogram<'format'>({
  name: 'dezenas_workbook_seconds',
  help: 'Time from the creation of a file to its end, with the wait for its games',
  labels: { format: FILE_FORMATS },
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
});
